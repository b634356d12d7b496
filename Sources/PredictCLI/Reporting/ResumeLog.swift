internal import Foundation
internal import Predict
internal import SystemFiles

/// The answers of a run, one JSON line each, written as soon as they are there; a later run takes them from here instead
/// of asking again.
final class ResumeLog {
    private struct Entry: Codable {
        /// Input, content, model and options.
        var key: String
        var answer: AnswerRecord
    }

    private let path: String
    private let question: String
    private let file: FileHandle
    private var answers: [String: AnswerRecord] = [:]

    init(path: String, model: ModelReference, options: PredictOptions) throws(CannotWrite) {
        self.path = path
        question = "\(model) \(options.fingerprint)"
        do {
            let opened = try FileDescriptor(
                opening: FilePath(carrierText: path), O_RDWR | O_CREAT | O_NONBLOCK, permissions: 0o666)
            // A device may have no end, and a pipe no beginning.
            guard try opened.status().kind == .file else { throw CannotWrite(what: "\(path), which is no file,") }
            file = FileHandle(fileDescriptor: dup(opened.number), closeOnDealloc: true)
        } catch let error as CannotWrite {
            throw error
        } catch {
            throw CannotWrite(what: path)
        }
        do {
            try read()
        } catch {
            throw CannotWrite(what: "\(path), which is no file of answers,")
        }
    }

    /// What was answered to the same question about the same content.
    func answer(to input: ListedInput) -> AnswerRecord? { key(of: input).flatMap { answers[$0] } }

    func append(_ record: AnswerRecord, to input: ListedInput) throws(CannotWrite) {
        guard record.error == nil, let key = key(of: input) else { return }
        do {
            try file.write(contentsOf: Data((jsonText(Entry(key: key, answer: record)) + "\n").utf8))
        } catch {
            throw CannotWrite(what: path)
        }
    }

    private func key(of input: ListedInput) -> String? {
        input.identity.map { "\(input.name) \($0) \(question)" }
    }

    /// A line that a dying process left half written is cut off, so that the next one begins on its own.
    private func read() throws {
        let contents = try file.readToEnd() ?? Data()
        // Nobody's other file shall lose its last line, or get answers behind it.
        guard contents.isEmpty || contents.starts(with: Data(#"{"answer":"#.utf8)) else {
            throw CannotWrite(what: path)
        }
        let whole = contents.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        for line in contents[..<whole].split(separator: UInt8(ascii: "\n")) {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) else { continue }
            answers[entry.key] = entry.answer
        }
        if whole < contents.count { try file.truncate(atOffset: UInt64(whole)) }
        try file.seekToEnd()
    }
}

extension PredictOptions {
    /// The same for the same options, in every process.
    fileprivate var fingerprint: String {
        let parameters = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(maxConcepts ?? 0) \(minValue ?? 0) \(selectConcepts) \(language ?? "") \(parameters) "
            + "\(runner.map { "\($0)" } ?? "")"
    }
}
