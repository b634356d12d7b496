internal import ImagePrep

/// Why an input was not prepared, as reports and the terminal have it.
struct Failure: Sendable {
    let code: String
    let message: String
    /// Not the input's fault: the output could not be written.
    let isOutputFault: Bool

    init(_ error: ImagePrepError) {
        code = error.code
        message = error.description + Failure.remedy(for: error)
        isOutputFault = false
    }

    /// Which option of the command raises a limit, where one does.
    private static func remedy(for error: ImagePrepError) -> String {
        switch error {
        case .limitExceeded(.inputBytes, _, _): " --input-max-bytes raises it, up to --memory."
        case .limitExceeded(.pixels, _, _): " --input-max-pixels raises it."
        case .limitExceeded(.workingMemory, _, _): " --input-max-memory raises it, up to --memory."
        case .tooSmall: " --min-dimension and --preset say what the receiver wants."
        default: ""
        }
    }

    init(_ error: FileError) {
        code = error.code
        message = error.description
        if case .outputUnwritable = error { isOutputFault = true } else { isOutputFault = false }
    }

    init(_ error: any Error) {
        switch error {
        case let error as ImagePrepError: self.init(error)
        case let error as FileError: self.init(error)
        default: self.init(ImagePrepError.internalFault("\(error)"))
        }
    }
}
