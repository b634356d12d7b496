internal import ImagePrep
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
    /// The report that this one takes the place of, where its lines are carried on.
    private let earlier: EarlierReport?
    /// Whether a line could not be written; no more are tried then, as a report with a gap would pass for a whole one.
    private(set) var isBroken = false

    /// Of a pipe, waits until somebody reads it.
    ///
    /// - Parameter appends: whether lines are added to those that are there, rather than written in their place.
    /// - Parameter earlier: has lines for inputs that this run does not come to; they are written again.
    /// - Throws: `outputUnwritable`; for a pipe, also where `cancellation` is raised before.
    init(
        _ path: FilePath, appends: Bool, carryingOn earlier: EarlierReport?, unless cancellation: CancellationFlag
    ) throws(FileError) {
        self.path = path
        self.earlier = appends ? nil : earlier
        do throws(SystemError) {
            descriptor =
                path == FilePath("-")
                ? .standardOutput
                : try ReportFile.open(path, appends ? O_APPEND : O_TRUNC, unless: cancellation)
        } catch {
            throw .outputUnwritable(path, reason: path.folder.obstacle ?? error.description)
        }
        if appends { endLastLine() }
    }

    /// Why the file of that name should not be written over; nil if nothing is there, or a report.
    static func obstacle(at path: FilePath) -> String? {
        guard let status = try? FileStatus(of: path), status.kind == .file, status.byteCount > 0,
            let file = try? FileDescriptor(opening: path, O_RDONLY), let start = try? file.read(upTo: 1 << 16)
        else { return nil }
        let first = start.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? []
        // A line may be longer than what was read of it.
        let isReport =
            first.first == UInt8(ascii: "{") && (JSONValue(parsing: first)?["schema"] != nil || first.count == 1 << 16)
        return isReport ? nil : "is there and is no report, and would be lost"
    }

    /// So that the first line that is added is one of its own.
    private func endLastLine() {
        guard let status = try? descriptor.status(), status.kind == .file, status.byteCount > 0,
            let file = try? FileDescriptor(opening: path, O_RDONLY), (try? file.seek(to: status.byteCount - 1)) != nil,
            let last = try? file.read(upTo: 1), last != [UInt8(ascii: "\n")]
        else { return }
        try? descriptor.write([UInt8(ascii: "\n")])
    }

    /// The file, whatever it is called; nil for what no output can replace.
    var identity: FileStatus.Identity? {
        guard let status = try? descriptor.status(), status.kind == .file else { return nil }
        return status.identity
    }

    private static func open(
        _ path: FilePath, _ mode: Int32, unless cancellation: CancellationFlag
    ) throws(SystemError) -> FileDescriptor {
        while true {
            do throws(SystemError) {
                let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_NONBLOCK | mode)
                try file.waitInWrites()
                return file
            } catch {
                // Without O_NONBLOCK this would wait too, but whatever signal comes.
                let waits = error.number == ENXIO && (try? FileStatus(of: path).kind) == .pipe
                guard waits, !cancellation.isRaised else { throw error }
                usleep(50_000)
            }
        }
    }

    func add(_ input: Input, _ outcome: Outcome) {
        guard !isBroken else { return }
        let line: [UInt8]
        switch outcome.result {
        case .notAnImage: return
        case .cancelled:
            guard let text = earlier?.text(for: input.name) else { return }
            line = text
        case .prepared, .planned, .existing, .failed: line = Array(ReportRecord(input, outcome).json.text.utf8)
        }
        do throws(SystemError) {
            // In one piece, so that of several runs that append each line stays whole.
            try descriptor.write(line + [UInt8(ascii: "\n")])
        } catch {
            isBroken = true
            let rest = "It ends here, and tells nothing of what follows."
            printError("\(FileError.outputUnwritable(path, reason: error.description)) \(rest)")
        }
    }
}
