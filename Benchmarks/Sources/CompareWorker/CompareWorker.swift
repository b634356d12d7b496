import ImagePrep

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads one operation a line (`OPERATION<tab>FILE<tab>ARGUMENTS`) and answers `NANOSECONDS<tab>BYTES<tab>NOTE`.
///
/// Files are read before the clock starts, and the workspace is kept from line to line, as in a worker of a batch.
@main
enum CompareWorker {
    static func main() {
        var files: [String: [UInt8]] = [:]
        let workspace = Workspace()
        let floor = TurboJPEG()
        while let line = readLine() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3 else { continue }
            if files[fields[1]] == nil { files[fields[1]] = readFile(fields[1]) }
            guard let input = files[fields[1]] else {
                print("-1\t0\tcannot read \(fields[1])")
                continue
            }
            if fields[0] == "codecs" {
                let (nanoseconds, byteCount, note) = codecs(input, fields[2], floor, workspace)
                print("\(nanoseconds)\t\(byteCount)\t\(note)")
                fflush(nil)
                continue
            }
            let start = ContinuousClock.now
            let (byteCount, note) = run(fields[0], input, fields[2], floor, workspace)
            let elapsed = start.duration(to: .now).components
            print("\(elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000)\t\(byteCount)\t\(note)")
            fflush(nil)
        }
    }

    static func run(
        _ operation: String, _ input: [UInt8], _ arguments: String, _ floor: TurboJPEG, _ workspace: Workspace
    ) -> (Int, String) {
        switch operation {
        case "memcpy":
            return (copied(input).count, "")
        case "tjTransform": return (floor.rotate90(input), "")
        case "tjPlanar": return (floor.planarRoundTrip(input, quality: Int32(arguments) ?? 90), "")
        case "tjDecode": return (floor.planarDecode(input), "")
        case "peakMemory": return (peakMemory(), "")
        default: return prepare(input, arguments, workspace)
        }
    }

    /// Our own output of the last `codecs`, whose planes are encoded again; made once for each input and arguments.
    nonisolated(unsafe) private static var made: (arguments: String, byteCount: Int, planes: TurboJPEG)?

    /// `EIGHTHS QUALITY OPTIONS...`: the codecs' share of `prepare` with those options, in calls of libjpeg-turbo and nothing
    /// else: decode the input to planes at so many eighths, and encode the planes of what `prepare` makes, which were decoded
    /// before the clock starts.
    static func codecs(
        _ input: [UInt8], _ arguments: String, _ floor: TurboJPEG, _ workspace: Workspace
    ) -> (Int, Int, String) {
        let fields = arguments.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 3, let eighths = Int32(fields[0]), let quality = Int32(fields[1]) else {
            return (0, -1, "takes eighths, a quality and options")
        }
        if unsafe made?.arguments != arguments || made?.byteCount != input.count {
            let planes = TurboJPEG()
            guard let options = options(fields[2]),
                let output = try? ImagePreparer(options: options).prepare(input.span, using: workspace),
                planes.planarDecode(output.bytes) > 0
            else { return (0, -1, "cannot be prepared") }
            unsafe made = (arguments, input.count, planes)
            // Memory is touched once, as a worker of a batch keeps it.
            _ = floor.planarDecode(input, eighths: eighths)
        }
        let start = ContinuousClock.now
        let decoded = floor.planarDecode(input, eighths: eighths)
        let byteCount = unsafe made?.planes.encodePlanes(quality: quality) ?? -1
        let elapsed = start.duration(to: .now).components
        guard decoded > 0 else { return (0, -1, "does not decode") }
        return (Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000), byteCount, "")
    }

    /// `maxDimension=2048 quality=85`
    static func options(_ arguments: String) -> PrepareOptions? {
        var options = PrepareOptions()
        for argument in arguments.split(separator: " ") {
            let pair = argument.split(separator: "=").map(String.init)
            let number = pair.count == 2 ? Int(pair[1]) : nil
            switch pair[0] {
            case "maxDimension": options.maxDimension = number
            case "maxBytes": options.maxBytes = number ?? options.maxBytes
            case "quality": options.quality = number
            default: return nil
            }
        }
        return options
    }

    static func prepare(_ input: [UInt8], _ arguments: String, _ workspace: Workspace) -> (Int, String) {
        guard let options = options(arguments) else { return (-1, "unknown options \(arguments)") }
        do {
            let prepared = try ImagePreparer(options: options).prepare(input.span, using: workspace)
            let stages = prepared.receipt.timings.map { "\($0.stage.rawValue)=\($0.duration.milliseconds)" }
            return (prepared.bytes.count, "\(prepared.receipt.route.rawValue) \(stages.joined(separator: " "))")
        } catch {
            return (-1, "\(error)")
        }
    }

    /// The floor of a rewrite: its bytes, copied.
    static func copied(_ input: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: input.count) { buffer, count in
            input.withUnsafeBytes { source in
                if let to = buffer.baseAddress, let from = source.baseAddress { memcpy(to, from, source.count) }
            }
            count = input.count
        }
    }

    static func readFile(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = fread(buffer.baseAddress, 1, size, file)
        }
    }

    /// Bytes, of this process so far.
    static func peakMemory() -> Int {
        var usage = rusage()
        #if os(Linux)
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #endif
    }
}

extension Duration {
    /// Rounded to hundredths.
    var milliseconds: Double {
        let exact = Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
        return (exact * 100).rounded() / 100
    }
}
