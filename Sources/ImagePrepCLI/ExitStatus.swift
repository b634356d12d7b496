/// How the process ends; documented in the README and stable.
enum ExitStatus: Equatable {
    case success
    /// Some input failed, was missing or does not verify, or nothing was found.
    case inputFailed
    case usage
    /// The command is not part of this build.
    case unavailable
    /// The report or an output could not be written.
    case cannotWrite
    /// By the number of a signal.
    case interrupted(Int32)

    var number: Int32 {
        switch self {
        case .success: 0
        case .inputFailed: 1
        case .usage: 64
        case .unavailable: 69
        case .cannotWrite: 74
        case .interrupted(let signal): 128 + signal
        }
    }
}
