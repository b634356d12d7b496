internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The report of an earlier run, whose lines a run with `--skip-existing` carries on.
///
/// Holds the whole file, and parses a line once to find it and once more where it is carried on.
struct EarlierReport: Sendable {
    private let bytes: [UInt8]
    private var lineOfOutput: [FilePath: Range<Int>] = [:]
    private var lineOfInput: [FilePath: Range<Int>] = [:]
    /// Larger ones are passed over, as if there were none.
    private static let mostBytes = 1 << 30

    /// Nil where there is none, or what has that name is no regular file.
    init?(_ path: FilePath) {
        guard (try? FileStatus(of: path).kind) == .file,
            let file = try? FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK),
            let count = try? file.status().byteCount, count <= EarlierReport.mostBytes,
            let bytes = try? file.read(upTo: count)
        else { return nil }
        self.bytes = bytes
        var start = bytes.startIndex
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            add(start..<start + line.count)
            start += line.count + 1
        }
    }

    private mutating func add(_ range: Range<Int>) {
        guard let line = JSONValue(parsing: bytes[range]) else { return }
        if let input = line["input"]?.stringValue { lineOfInput[input] = range }
        if let output = line["output"]?.stringValue { lineOfOutput[output] = range }
    }

    /// What it says of that output, where it was made as the fingerprint says.
    func line(for output: FilePath, _ fingerprint: Fingerprint) -> JSONValue? {
        guard let range = lineOfOutput[output], let line = JSONValue(parsing: bytes[range]),
            line["fingerprint"]?.stringValue == FilePath(fingerprint.text)
        else { return nil }
        return line
    }

    /// The line as it stands, for an input that this run did not come to.
    func text(for input: FilePath) -> [UInt8]? { lineOfInput[input].map { Array(bytes[$0]) } }
}
