internal import Foundation

/// How, and where, answers are written.
struct OutputPlan: Sendable {
    enum Style: Sendable {
        case table, json, jsonLines
    }

    var style: Style
    var annotatedFolder: String?
    var resumePath: String?
    var isDryRun = false
    var isQuiet = false
}

/// Writes records to standard output in the order of the inputs, each as soon as all before it are there.
struct AnswerWriter {
    private let style: OutputPlan.Style
    private var waiting: [Int: AnswerRecord] = [:]
    private var nextPosition = 0

    init(style: OutputPlan.Style) { self.style = style }

    mutating func put(_ record: AnswerRecord, at position: Int) throws(CannotWrite) {
        waiting[position] = record
        while let record = waiting.removeValue(forKey: nextPosition) {
            try write(record)
            nextPosition += 1
        }
    }

    /// What waits for answers that did not come, and the end of the array.
    mutating func finish() throws(CannotWrite) {
        for (_, record) in waiting.sorted(by: { $0.key < $1.key }) {
            try write(record)
            nextPosition += 1
        }
        waiting = [:]
        if style == .json { try printText(nextPosition == 0 ? "[]\n" : "\n]\n") }
    }

    private func write(_ record: AnswerRecord) throws(CannotWrite) {
        switch style {
        // What ended the run is said once, at the end, and not for every input.
        case .table where record.error?.endsRun ?? false: break
        case .table: try printText(AnswerTable(record: record).text)
        case .jsonLines: try printText(record.json + "\n")
        case .json: try printText((nextPosition == 0 ? "[\n" : ",\n") + record.json)
        }
    }
}

func printText(_ text: String) throws(CannotWrite) {
    do {
        try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
        throw CannotWrite(what: "Standard output")
    }
}
