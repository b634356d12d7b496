internal import Foundation
internal import Predict

/// Counts answers, shows progress on a terminal, and says at the end what came out.
struct Summary {
    private let total: Int
    private let skipped: Int
    private let isQuiet: Bool
    private let showsProgress: Bool
    private var answered = 0
    private var resumed = 0
    private var failed = 0
    private var endingError: PredictError?

    init(total: Int, skipped: Int, isQuiet: Bool) {
        self.total = total
        self.skipped = skipped
        self.isQuiet = isQuiet
        showsProgress = !isQuiet && isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0
    }

    mutating func countResumed() { resumed += 1 }

    mutating func count(_ answer: PredictAnswer) {
        switch answer.outcome {
        case .success: answered += 1
        case .failure(let error):
            failed += 1
            if error.endsRun, endingError == nil { endingError = error }
        }
        if showsProgress { writeError("\r\u{1B}[K\(answered + resumed + failed) of \(total)") }
    }

    func note(interruptedWith log: Bool) {
        guard !isQuiet else { return }
        printError(
            log
                ? "Interrupted; the same command goes on from here."
                : "Interrupted; with --resume FILE a later run would not have to ask again.")
    }

    func finish() -> ExitStatus {
        if showsProgress { writeError("\r\u{1B}[K") }
        if let endingError { printError(endingError.description) }
        if !isQuiet { printError(sentence) }
        if endingError?.concernsAccessToken ?? false { return .accessTokenRefused }
        return failed > 0 || answered + resumed == 0 ? .inputFailed : .success
    }

    private var sentence: String {
        if total == 0 { return "There is no image to ask about." }
        var parts = ["\(answered) answered"]
        if resumed > 0 { parts.append("\(resumed) answered before") }
        if failed > 0 { parts.append("\(failed) failed") }
        if skipped > 0 { parts.append("\(skipped) skipped that are no images") }
        return parts.joined(separator: ", ") + "."
    }

    private func writeError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
