internal import ImagePrep
internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The review page as it grows. It has its name when it is whole, so that there is no half of one; what it shows of a photo goes
/// to the file at once, so that a run of any length holds no more than some kilobytes of it.
final class ReviewPage {
    private let path: FilePath
    private let file: TemporaryFile
    private var links: RelativeLinks
    private var waiting: [UInt8] = []
    /// Whether it could not be written; there will be no page then.
    private(set) var isBroken = false

    private static let waitingByteCount = 1 << 16
    private static let space = UInt8(ascii: "\n")

    /// - Throws: `outputUnwritable`.
    init(_ path: FilePath) throws(FileError) {
        self.path = path
        do throws(SystemError) {
            try makeFolder(path.folder)
            file = try TemporaryFile([], in: path.folder, modified: nil)
        } catch {
            throw .outputUnwritable(path, reason: path.folder.obstacle ?? error.description)
        }
        guard let links = RelativeLinks(from: path) else {
            file.remove()
            throw .outputUnwritable(path, reason: "its folder has gone")
        }
        self.links = links
        waiting = ReviewShell.start
    }

    /// Why the file of that name should not be replaced; nil if nothing is there, or an earlier page.
    static func obstacle(at path: FilePath) -> String? {
        guard let status = try? FileStatus(of: path) else { return nil }
        guard status.kind == .file else { return "is \(status.kind)" }
        guard status.byteCount > 0 else { return nil }
        let count = ReviewShell.mark.count
        guard let file = try? FileDescriptor(opening: path, O_RDONLY), let start = try? file.read(upTo: count) else {
            return "cannot be read"
        }
        return start == ReviewShell.mark ? nil : "is there and is no review page, and would be lost"
    }

    /// Adds a photo, in the order of the run; what is no image, and what the run did not come to, is left out.
    func add(_ input: Input, _ outcome: Outcome) {
        switch outcome.result {
        case .notAnImage, .cancelled: return
        case .prepared, .planned, .existing, .failed: break
        }
        guard !isBroken else { return }
        waiting += ReviewShell.data("photo", ReviewRecord(input, outcome, &links).json)
        let pictures = [outcome.review?.before, outcome.review?.after].map { Base64.encoded($0 ?? []) }
        waiting += ReviewShell.pictures(pictures.joined(separator: [ReviewPage.space]))
        if waiting.count >= ReviewPage.waitingByteCount { write() }
    }

    /// Writes the end, with what is known of the whole run, and gives the page its name.
    func finish(_ counts: RunCounts, seconds: Double, interruptedBy signal: Int32?) {
        waiting += ReviewShell.data(
            "run",
            .object([
                ("total", .integer(counts.total)), ("left", .integer(counts.cancelled)),
                ("notImages", .integer(counts.notImages)), ("seconds", .number(seconds)),
                ("signal", signal.map { .integer(Int($0)) } ?? .null), ("isDryRun", .bool(counts.planned > 0)),
            ]))
        waiting += ReviewShell.end
        write()
        guard !isBroken else { return }
        // An output of this run may have got the name meanwhile.
        if let reason = ReviewPage.obstacle(at: path) { return fail("it \(reason)") }
        do throws(SystemError) {
            try file.move(to: path)
        } catch {
            fail(error.description)
        }
    }

    private func write() {
        guard !isBroken else { return }
        do throws(SystemError) {
            try file.append(waiting)
            waiting.removeAll(keepingCapacity: true)
        } catch {
            fail(error.description)
        }
    }

    private func fail(_ reason: String) {
        isBroken = true
        waiting = []
        file.remove()
        printError("\(FileError.outputUnwritable(path, reason: reason)) There will be no review page.")
    }
}
