internal import ImagePrep
internal import SystemFiles

/// Where outputs go.
enum OutputTarget: Equatable, Sendable {
    case standardOutput
    case file(FilePath)
    case folder(FilePath)
    /// Each in the place of its input.
    case inputs

    /// Nil for standard output.
    func destination(of input: Input, format: ImageFormat) -> FilePath? {
        switch self {
        case .standardOutput: nil
        case .file(let path): path
        case .folder(let folder): folder.appending(input.relativePath.named(for: format).bytes)
        // By the file's own name, so that a link to it stays one.
        case .inputs: input.name.isLink ? input.name.resolved ?? input.name : input.name
        }
    }
}
