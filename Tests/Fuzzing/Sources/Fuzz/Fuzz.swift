import CLibFuzzer

/// `Fuzz TARGET [libFuzzer's options and corpus folders]`, or `Fuzz cuts STEP FOLDER...`
@main
enum Fuzz {
    typealias Target = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

    static let targets: [String: Target] = [
        "inspect": { fuzz($0, $1, inspect) },
        "exif": { fuzz($0, $1, compareExif) },
        "icc": { fuzz($0, $1, prepareWithProfile) },
        "predict": { fuzz($0, $1, readAnswer) },
        "mask": { fuzz($0, $1, readMask) },
        "rewrite": { fuzz($0, $1, rewrite) },
        "verify": { fuzz($0, $1, verify) },
        "prepare-jpeg": { fuzz($0, $1, prepareJPEG) },
        "prepare-png": { fuzz($0, $1, preparePNG) },
        "inspect-heif": { fuzz($0, $1, inspectHEIF) },
        "prepare-heif": { fuzz($0, $1, prepareHEIF) },
        "prepare-gif": { fuzz($0, $1, prepareGIF) },
        "prepare-webp": { fuzz($0, $1, prepareWebP) },
        "prepare-bmp": { fuzz($0, $1, prepareBMP) },
        "prepare-tiff": { fuzz($0, $1, prepareTIFF) },
    ]

    static func main() {
        if CommandLine.arguments.dropFirst().first == "cuts" {
            return Cuts.run(Array(CommandLine.arguments.dropFirst(2)))
        }
        guard CommandLine.arguments.count > 1, let target = targets[CommandLine.arguments[1]] else {
            return print("usage: fuzz \(targets.keys.sorted().joined(separator: "|")) [-max_total_time=30] CORPUS...")
        }
        // libFuzzer takes the arguments without the target's name.
        var arguments = CommandLine.arguments.enumerated().filter { $0.offset != 1 }.map { strdup($0.element) }
        arguments.append(nil)
        arguments.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var count = CInt(buffer.count - 1)
            var start = UnsafeMutableRawPointer(base).assumingMemoryBound(
                to: UnsafeMutablePointer<CChar>.self)
            exit(LLVMFuzzerRunDriver(&count, &start, target))
        }
    }

    static func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int, _ body: ([UInt8]) -> Void) -> CInt {
        // Of the processor, as a fuzzer may have been stopped in between; libFuzzer itself goes by the wall clock.
        let begin = clock()
        body(Array(UnsafeBufferPointer(start: start, count: count)))
        precondition(clock() - begin < 10 * CLOCKS_PER_SEC, "it takes more than 10 seconds")
        return 0
    }
}
