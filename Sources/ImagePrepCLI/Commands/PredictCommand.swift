#if CommandLineTool
#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif
internal import ArgumentParser
internal import SystemFiles

/// Becomes the program beside this one, so that this one never loads what networking needs.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Prepare images and send them to Clarifai's Predict API.")

    @Argument(parsing: .captureForPassthrough)
    var arguments: [String] = []

    func run() throws {
        let program = FilePath(CommandLine.executableFolder.bytes).appending("imageprep-predict".utf8)
        // The arguments as they came, not as the parser understood them.
        let given = CommandLine.pathSafeArguments
        let texts = given == ["help", "predict"] ? ["--help"] : Array(given.dropFirst())
        let passed = [program.bytes] + texts.map { FilePath(carrierText: $0).bytes }
        var strings: [UnsafeMutablePointer<CChar>?] = unsafe passed.map { bytes in
            unsafe strdup(bytes.map { CChar(bitPattern: $0) } + [0])
        }
        unsafe strings.append(nil)
        _ = unsafe program.withCString { path in unsafe execv(path, strings) }
        printError(
            "\(program) cannot be run: \(SystemError.last). Scripts/imageprep predict builds it, and so does swift build."
        )
        try ExitStatus.inputFailed.exit()
    }
}
#endif
