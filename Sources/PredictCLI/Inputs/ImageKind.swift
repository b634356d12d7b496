internal import ImagePrep
internal import Predict
internal import SystemFiles

/// What the library knows of image files, by their first bytes and by what they are called.
enum ImageKind {
    static func isImage(startingWith start: [UInt8]) -> Bool { FileSignature(of: start.span).isStillImage }

    /// Not what macOS lays beside files on other file systems, `._photo.jpg`, which is meant to be no image.
    static func isNamedLikeImage(_ path: FilePath) -> Bool {
        let end = String(decoding: path.stemAndExtension.fileExtension, as: UTF8.self).lowercased()
        return FileSignature.imageExtensions.contains(end) && !path.lastComponent.starts(with: Array("._".utf8))
    }
}

/// What an entry of a folder is to a run.
enum FolderEntry {
    case folder, image, other
    /// It is named like an image and is none.
    case impostor(PredictError)

    init(_ path: FilePath) {
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(of: path)
        } catch {
            // What is there cannot be told, as in a folder that may be listed but not entered: reading it fails, in words.
            self = error.isDeadEnd ? .notAnImage(path, "it is a link that leads to nothing") : .image
            return
        }
        switch status.kind {
        case .folder: self = .folder
        case .file: self.init(fileAt: path)
        // A pipe would have to be waited for.
        case let kind: self = .notAnImage(path, "it is \(kind)")
        }
    }

    private init(fileAt path: FilePath) {
        guard let file = try? FileDescriptor(reading: path), let start = try? file.read(upTo: FileSignature.byteCount)
        else {
            // Reading it fails again, in words; what has no such name may be anybody's.
            self = ImageKind.isNamedLikeImage(path) ? .image : .other
            return
        }
        guard !ImageKind.isImage(startingWith: start) else {
            self = .image
            return
        }
        let bytes = start.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let words = bytes.joined(separator: " ").uppercased()
        self = .notAnImage(path, start.isEmpty ? "the file is empty" : "it begins with the bytes \(words)")
    }

    private static func notAnImage(_ path: FilePath, _ found: String) -> FolderEntry {
        ImageKind.isNamedLikeImage(path) ? .impostor(.notPrepared(.notAnImage(found: found))) : .other
    }
}
