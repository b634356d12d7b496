internal import ImagePrep
internal import SystemFiles

extension FilePath {
    /// Extensions of formats that are not written.
    static let foreignExtensions: Set<String> = FileSignature.refusedExtensions.union(["pdf", "svg"])

    /// Whether a file of this name passes for a photo: its extension is that of an image format that is known by its first
    /// bytes. What macOS puts beside files on foreign disks (`._photo.jpg`) is none.
    var isNamedLikeImage: Bool {
        if lastComponent.starts(with: "._".utf8) { return false }
        let current = lowercasedExtension
        return FileSignature.imageExtensions.contains(current)
    }

    /// The extension in lower case where it is ASCII letters or digits, otherwise empty.
    var lowercasedExtension: String {
        String(validating: stemAndExtension.fileExtension, as: UTF8.self)?.lowercased() ?? ""
    }

    /// The same path with an extension that fits; one that does stays as it is, and what is no image's stays in the name.
    func named(for format: ImageFormat) -> FilePath {
        let current = lowercasedExtension
        if format.fileExtensions.contains(current) { return self }
        let kept = FormatRegistry.fileExtensions.contains(current) ? bytes.dropLast(current.utf8.count + 1) : bytes[...]
        return FilePath(kept + Array(".\(format.fileExtensions[0])".utf8))
    }

    /// Without what leads nowhere or up: `/a/./../b/` is `a/b`, which lies below any folder that it is appended to.
    var plainComponents: FilePath {
        let components = bytes.split(separator: FilePath.slash).filter { component in
            !component.elementsEqual(".".utf8) && !component.elementsEqual("..".utf8)
        }
        return FilePath(components.joined(separator: [FilePath.slash]))
    }

    /// What stands in the way of a folder of this path, or of its making; nil where nothing does.
    var obstacle: String? {
        var path = self
        while true {
            if path.isDeadLink { return "\(path) is a link that leads nowhere" }
            if let status = try? FileStatus(of: path) {
                return status.kind == .folder ? nil : "\(path) is \(status.kind), not a folder"
            }
            let above = path.folder
            guard above != path, !above.bytes.isEmpty, path.bytes.contains(FilePath.slash) else { return nil }
            path = above
        }
    }
}
