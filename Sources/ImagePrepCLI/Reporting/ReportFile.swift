internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The report as it grows, a line an input, each written when it is known so that an interrupted run leaves all it did.
final class ReportFile {
    private let descriptor: FileDescriptor
    private let path: FilePath
    /// Whether a line could not be written; no more are tried then, as a report with a gap would pass for a whole one.
    private(set) var isBroken = false

    init(_ path: FilePath) throws(FileError) {
        self.path = path
        do throws(SystemError) {
            descriptor =
                path == FilePath("-")
                ? .standardOutput : try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC)
        } catch {
            throw .outputUnwritable(path, reason: error.description)
        }
    }

    func add(_ input: Input, _ outcome: Outcome) {
        guard !isBroken else { return }
        switch outcome.result {
        case .notAnImage, .cancelled: return
        case .prepared, .planned, .existing, .failed: break
        }
        do throws(SystemError) {
            try descriptor.write(ReportRecord(input, outcome).json.text + "\n")
        } catch {
            isBroken = true
            let rest = "It ends here; the images are prepared all the same."
            printError("\(FileError.outputUnwritable(path, reason: error.description)) \(rest)")
        }
    }
}
