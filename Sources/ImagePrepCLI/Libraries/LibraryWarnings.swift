internal import SystemFiles

/// Holds the loaded codec libraries against the table of known holes.
struct LibraryWarnings {
    /// Nil where the package's version does not decide: no dpkg, or another release than the table's.
    var packages: InstalledPackages?

    init() {
        let isDebian12 = InstalledPackages.isDebian12(release: FilePath("/etc/os-release").text)
        packages = isDebian12 ? InstalledPackages() : nil
    }

    init(packages: InstalledPackages?) { self.packages = packages }

    /// A line for what is known to be open, and one for what nobody can tell from here.
    ///
    /// - Parameter version: the library's own, as it tells it itself; nil if it tells none.
    func lines(for file: CodecFile, version: String?) -> [String] {
        let holes = KnownHole.all.filter { $0.library == file.name }
        guard let package = holes.first?.debianPackage else { return [] }
        if let installed = packages?.version(of: package, owning: file.path) {
            return patched(holes.filter { installed < $0.debianVersion }, file, "\(package) \(installed)")
        }
        return upstream(holes, file, version)
    }

    private func patched(_ holes: [KnownHole], _ file: CodecFile, _ installed: String) -> [String] {
        guard let newest = holes.last else { return [] }
        return [
            "warning: \(file.name) (\(installed)) has known holes: \(list(holes)). "
                + "\(newest.debianPackage) \(newest.debianVersion) of \(newest.debianDate) has the fixes."
        ]
    }

    /// A distribution may have patched an older version, so what is older than the fix is only unknown.
    private func upstream(_ holes: [KnownHole], _ file: CodecFile, _ version: String?) -> [String] {
        let open = holes.filter { hole in
            guard let version, let fixed = hole.upstreamVersion else { return true }
            return DebianVersion(version) < DebianVersion(fixed)
        }
        if open.isEmpty { return [] }
        let isOurs = file.path.hasPrefix("/usr/lib/") || file.path.hasPrefix("/lib/")
        let isCertain = !isOurs && version != nil && open.contains { $0.upstreamVersion != nil }
        let of = version.map { "\(file.name) \($0)" } ?? file.name
        return isCertain
            ? ["warning: \(of) at \(file.path) has known holes: \(list(open.filter { $0.upstreamVersion != nil }))."]
            : ["unknown: whether \(of) has the fixes of \(list(open))."]
    }

    private func list(_ holes: [KnownHole]) -> String { holes.flatMap(\.identifiers).joined(separator: ", ") }
}
