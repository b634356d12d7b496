internal import SystemFiles

/// Files that no output may replace: by what they are, and by their names, as another program may put a new file there.
struct ProtectedFiles: Sendable {
    /// The files themselves, whatever they are called.
    var identities: Set<FileStatus.Identity> = []
    var locations: Set<FileLocation> = []

    func contains(_ path: FilePath, _ status: FileStatus?) -> Bool {
        if let status, identities.contains(status.identity) { return true }
        return FileLocation(path).map(locations.contains) ?? false
    }
}

/// A name in a folder, whatever file has it at the moment.
struct FileLocation: Hashable, Sendable {
    let folder: FileStatus.Identity
    let name: [UInt8]

    init(folder: FileStatus.Identity, name: some Sequence<UInt8>) {
        self.folder = folder
        self.name = Array(name)
    }

    /// Nil where there is no such folder.
    init?(_ path: FilePath) {
        guard let folder = try? FileStatus(of: path.folder).identity else { return nil }
        self.init(folder: folder, name: path.lastComponent)
    }
}
