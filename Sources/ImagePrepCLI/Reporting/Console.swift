internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// How much a run says of itself on standard error.
enum Verbosity: Comparable, Sendable {
    /// Failures.
    case quiet
    /// Warnings, progress on a terminal and a summary too.
    case normal
    /// A line for each input and every warning too.
    case verbose
}

/// Lines on standard error that people read, colored where that is a terminal and they have nothing against it.
enum Console {
    enum Tone: String {
        case failure = "31"
        case warning = "33"
    }

    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// See no-color.org: any text that is not empty means no.
    private static let usesColor = isTerminal && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb"

    /// "photo.jpg: What is the matter." with its first part in color.
    static func print(_ subject: String, _ text: String, _ tone: Tone) {
        let head = subject + ":"
        printError((usesColor ? "\u{1B}[\(tone.rawValue)m\(head)\u{1B}[0m" : head) + " " + text)
    }

    private static func variable(_ name: String) -> String {
        unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
    }
}

/// A line on standard error; nothing is to be done where that is closed.
func printError(_ text: String) {
    try? FileDescriptor.standardError.write(text + "\n")
}

/// A line on standard output.
/// - Throws: where that is closed or full.
func printLine(_ text: String) throws(SystemError) {
    try FileDescriptor.standardOutput.write(text + "\n")
}
