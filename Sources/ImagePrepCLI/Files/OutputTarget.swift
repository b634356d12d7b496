internal import ImagePrep
internal import SystemFiles

/// Where outputs go.
enum OutputTarget: Equatable, Sendable {
    case standardOutput
    case file(FilePath)
    case folder(FilePath)

    /// `-` is standard output; what ends in a slash or is a folder is a folder, and so is the place of several inputs.
    init(_ path: FilePath, for arguments: [FilePath]) {
        let isFolder = { (path: FilePath) in (try? FileStatus(of: path).kind) == .folder }
        if path == FilePath("-") {
            self = .standardOutput
        } else if path.endsInSlash || arguments.count > 1 || isFolder(path) || arguments.contains(where: isFolder) {
            self = .folder(path)
        } else {
            self = .file(path)
        }
    }

    /// Nil for standard output.
    func destination(of input: Input, format: ImageFormat) -> FilePath? {
        switch self {
        case .standardOutput: nil
        case .file(let path): path
        case .folder(let folder): folder.appending(input.relativePath.named(for: format).bytes)
        }
    }
}

extension FilePath {
    /// Extensions that say what the input was and would be wrong on the output.
    private static let replacedExtensions: Set<String> = ["jpg", "jpeg", "jpe", "jfif", "png", "apng", "mpo", "jps"]

    /// Extensions of image formats that are not written.
    static let foreignExtensions: Set<String> = [
        "avif", "bmp", "dng", "gif", "heic", "heif", "jp2", "jxl", "pdf", "psd", "svg", "tif", "tiff", "webp",
    ]

    /// The extension in lower case where it is ASCII letters or digits, otherwise empty.
    var lowercasedExtension: String {
        String(validating: stemAndExtension.fileExtension, as: UTF8.self)?.lowercased() ?? ""
    }

    /// The same path with an extension that fits; one that does stays as it is, and what is no image's stays in the name.
    func named(for format: ImageFormat) -> FilePath {
        let current = lowercasedExtension
        if format.fileExtensions.contains(current) { return self }
        let kept = FilePath.replacedExtensions.contains(current) ? bytes.dropLast(current.utf8.count + 1) : bytes[...]
        return FilePath(kept + Array(".\(format.fileExtensions[0])".utf8))
    }
}
