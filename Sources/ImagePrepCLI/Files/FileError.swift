internal import SystemFiles

/// What goes wrong with files, as opposed to images; the codes stand in reports beside those of `ImagePrepError`.
enum FileError: Error, Equatable {
    case inputMissing(FilePath)
    case inputUnreadable(FilePath, reason: String)
    case inputNotAFile(FilePath, what: String)
    case inputChanged(FilePath)
    case outputCollision(FilePath, with: FilePath)
    case outputIsInput(FilePath)
    /// Under --no-clobber.
    case outputExists(FilePath)
    /// Under --in-place.
    case wouldLosePixels(FilePath, reason: String)
    /// Under --in-place, whatever may be lost: the name would say another format than the file has.
    case wouldChangeFormat(FilePath, from: String, to: String)
    case outputUnwritable(FilePath, reason: String)

    /// A stable name for reports.
    var code: String {
        switch self {
        case .inputMissing: "inputMissing"
        case .inputUnreadable: "inputUnreadable"
        case .inputNotAFile: "inputNotAFile"
        case .inputChanged: "inputChanged"
        case .outputCollision: "outputCollision"
        case .outputIsInput: "outputIsInput"
        case .outputExists: "outputExists"
        case .wouldLosePixels: "wouldLosePixels"
        case .wouldChangeFormat: "wouldChangeFormat"
        case .outputUnwritable: "outputUnwritable"
        }
    }
}

extension FileError: CustomStringConvertible {
    var description: String {
        switch self {
        case .inputMissing(let path): path.bytes.isEmpty ? "A path is empty." : "There is no file \(path)."
        case .inputUnreadable(let path, let reason): "\(path) cannot be read: \(reason)."
        case .inputNotAFile(let path, let what): "\(path) is \(what), not a file."
        case .inputChanged(let path): "\(path) changed while it was read."
        case .outputCollision(let path, let other):
            "\(path) is already the output of \(other) in this run; --keep-tree keeps equal names in two folders apart, and "
                + "other equal names need another --output."
        case .outputIsInput(let path):
            "\(path) is one of the inputs, which are never overwritten: choose another output."
        case .outputExists(let path): "\(path) is there already, and --no-clobber keeps it."
        case .wouldLosePixels(let path, let reason):
            "\(path) stays as it is, as in place it would lose pixels: \(reason)."
        case .wouldChangeFormat(let path, let from, let to):
            "\(path) stays as it is, as in place a \(from) would become a \(to) under its name: use --output for it."
        case .outputUnwritable(let path, let reason): "\(path) cannot be written: \(reason)."
        }
    }
}
