import Foundation
import ImagePrep

/// `Fuzz cuts STEP FOLDER...`: every file below the folders, whole and cut behind every STEP-th byte, under the default
/// limits: refused, or what is made of it keeps the promise; never longer than 10 seconds.
enum Cuts {
    /// A file of a megabyte has 28,000 ends: of larger files than this, as many cuts as this one has, evenly spaced.
    private static let wholeByteCount = 65_536

    static func run(_ arguments: [String]) {
        guard let step = arguments.first.flatMap({ Int($0) }), step > 0 else { return print("cuts STEP FOLDER...") }
        var tally = Tally()
        for folder in arguments.dropFirst() {
            for file in files(below: folder) { cut(file, step, &tally) }
        }
        tally.report()
    }

    private static func cut(_ file: String, _ step: Int, _ tally: inout Tally) {
        // FileManager.contents(atPath:) leaves 4,096 bytes behind for every empty file, which LeakSanitizer counts.
        guard let handle = FileHandle(forReadingAtPath: file), let data = try? handle.readToEnd() else { return }
        let whole = [UInt8](data)
        let stride = step * max(1, (whole.count + wholeByteCount - 1) / wholeByteCount)
        tally.files += 1
        for end in Swift.stride(from: 0, to: whole.count, by: stride) { prepare(Array(whole[..<end]), file, &tally) }
        prepare(whole, file, &tally)
    }

    /// As it comes, which refuses what is cut, and with what is missing made up.
    private static func prepare(_ input: [UInt8], _ file: String, _ tally: inout Tally) {
        var render = PrepareOptions()
        render.truncated = .render
        for preparer in [ImagePreparer(), ImagePreparer(options: render)] {
            let start = ContinuousClock.now
            do {
                let prepared = try preparer.prepare(input)
                precondition(
                    preparer.verify(prepared.bytes.span, check: .container).isEmpty,
                    "\(file) cut at \(input.count) does not verify")
                tally.outcomes["prepared", default: 0] += 1
            } catch {
                if case .internalFault(let what) = error { fatalError("\(file) cut at \(input.count): \(what)") }
                tally.outcomes[error.code, default: 0] += 1
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if seconds > tally.slowest.seconds { tally.slowest = (seconds, "\(file) cut at \(input.count)") }
        }
    }

    private static func files(below folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { folder + "/" + $0 }.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder.boolValue
        }
    }

    private struct Tally {
        var files = 0
        var outcomes: [String: Int] = [:]
        var slowest = (seconds: 0.0, what: "")

        func report() {
            let outcomes = outcomes.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }
            print("\(files) files, \(self.outcomes.values.reduce(0, +)) prepares: \(outcomes.joined(separator: ", "))")
            print("the slowest took \(Int(slowest.seconds * 1000)) ms: \(slowest.what)")
            if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) {
                status.split(separator: "\n").filter { $0.hasPrefix("VmHWM") }.forEach { print($0) }
            }
            // LeakSanitizer ends the process without what print still holds.
            fflush(nil)
            exit(slowest.seconds > 10 ? 1 : 0)
        }
    }
}
