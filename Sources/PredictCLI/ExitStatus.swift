internal import Foundation

/// How the process ends; documented in docs/predict.md and stable.
///
/// The numbers that `imageprep` uses too mean the same there; the two programs share no code but the libraries.
enum ExitStatus: Equatable {
    case success
    /// Some input was not answered, or there was none.
    case inputFailed
    case usage
    case cannotWrite
    /// There is no key, or the service, or a proxy before it, does not take it.
    case accessTokenRefused
    /// By the number of a signal.
    case interrupted(Int32)

    var number: Int32 {
        switch self {
        case .success: 0
        case .inputFailed: 1
        case .usage: 64
        case .cannotWrite: 74
        case .accessTokenRefused: 77
        case .interrupted(let signal): 128 + signal
        }
    }
}

/// Standard output, or a file that was asked for, does not take what is written.
struct CannotWrite: Error, CustomStringConvertible {
    var what: String
    var description: String { "\(what) cannot be written." }
}

/// What a server said may be part of it.
func printError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("imageprep predict: \(printable(text))\n".utf8))
}
