internal import SystemFiles

/// What dpkg knows, read from its files, so that no program is started.
struct InstalledPackages: Sendable {
    /// /var/lib/dpkg; a test has its own.
    let database: FilePath
    private let versions: [String: String]

    /// Nil where there is no dpkg.
    init?(database: FilePath = FilePath("/var/lib/dpkg")) {
        guard let status = database.appending("/status".utf8).text else { return nil }
        self.database = database
        versions = InstalledPackages.versions(in: status)
    }

    private static func versions(in status: String) -> [String: String] {
        var versions: [String: String] = [:]
        var (package, isInstalled) = ("", false)
        for line in status.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.hasPrefix("Package: ") { (package, isInstalled) = (String(line.dropFirst(9)), false) }
            if line.hasPrefix("Status: ") { isInstalled = line.hasSuffix(" installed") }
            if line.hasPrefix("Version: "), isInstalled { versions[package] = String(line.dropFirst(9)) }
        }
        return versions
    }

    /// The version of `package` if the file at `path` came with it.
    func version(of package: String, owning path: String) -> DebianVersion? {
        guard let version = versions[package], owns(package, path) else { return nil }
        return DebianVersion(version)
    }

    /// A package of a foreign or of the machine's own architecture; its files are listed as they were before /lib became a link.
    private func owns(_ package: String, _ path: String) -> Bool {
        let without = path.hasPrefix("/usr/") ? String(path.dropFirst(4)) : path
        return ["", ":amd64", ":arm64"].contains { architecture in
            let list = database.appending("/info/\(package)\(architecture).list".utf8).text
            return list?.split(separator: "\n").contains { $0 == path || $0 == without } ?? false
        }
    }

    /// Whether the machine's release is the one that the table of known holes has package versions of.
    static func isDebian12(release: String?) -> Bool {
        let lines = release?.split(separator: "\n") ?? []
        return lines.contains("ID=debian") && lines.contains("VERSION_ID=\"12\"")
    }
}
