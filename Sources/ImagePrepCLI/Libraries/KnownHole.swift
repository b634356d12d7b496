/// What a version of a codec library is known to be open to, and where that is mended.
///
/// From the changelogs of Debian 12's packages and the announcements of the libraries, as of 2026-12-01. A hole in code
/// that is never called, such as libpng's simplified interface, is listed all the same: a patched library is what is asked
/// for. `Scripts/patched-packages` has the newest line of each library for the scripts.
struct KnownHole: Sendable {
    /// As `CodecFile.name` has it.
    let library: String
    /// CVE numbers.
    let identifiers: [String]
    /// The first version of Debian 12's package that has the fixes, and its date.
    let debianPackage: String
    let debianVersion: DebianVersion
    let debianDate: String
    /// The first upstream version that has them; nil where we do not know.
    let upstreamVersion: String?

    private init(
        _ library: String, _ package: String, _ version: String, _ date: String, upstream: String?,
        _ identifiers: String
    ) {
        self.library = library
        debianPackage = package
        debianVersion = DebianVersion(version)
        debianDate = date
        upstreamVersion = upstream
        self.identifiers = identifiers.split(separator: " ").map { "CVE-\($0)" }
    }

    /// Of each library the oldest first.
    static let all: [KnownHole] = [
        KnownHole(
            "libpng", "libpng16-16", "1.6.39-2+deb12u1", "2025-12-06", upstream: "1.6.52",
            "2025-64505 2025-64506 2025-64720 2025-65018 2025-66293"),
        KnownHole(
            "libpng", "libpng16-16", "1.6.39-2+deb12u2", "2026-01-24", upstream: "1.6.54", "2026-22695 2026-22801"),
        KnownHole("libpng", "libpng16-16", "1.6.39-2+deb12u3", "2026-02-16", upstream: "1.6.55", "2026-25646"),
        KnownHole(
            "libpng", "libpng16-16", "1.6.39-2+deb12u4", "2026-03-30", upstream: "1.6.56", "2026-33416 2026-33636"),
        KnownHole("libpng", "libpng16-16", "1.6.39-2+deb12u5", "2026-05-08", upstream: "1.6.58", "2026-34757"),
        KnownHole("libpng", "libpng16-16", "1.6.39-2+deb12u6", "2026-10-05", upstream: nil, "2026-46675"),
        KnownHole("Little CMS", "liblcms2-2", "2.14-2+deb12u1", "2026-04-30", upstream: nil, "2026-41254"),
        KnownHole(
            "libexif", "libexif12", "0.6.24-1+deb12u1", "2026-04-20", upstream: "0.6.26",
            "2026-32775 2026-40385 2026-40386"),
        KnownHole("libwebp", "libwebp7", "1.2.4-0.2+deb12u1", "2023-09-12", upstream: "1.3.2", "2023-4863"),
        KnownHole("dav1d", "libdav1d6", "1.0.0-2+deb12u1", "2024-04-25", upstream: "1.4.0", "2024-1580"),
        KnownHole(
            "libde265", "libde265-0", "1.0.11-1+deb12u2", "2023-12-29", upstream: "1.0.15",
            "2023-27102 2023-27103 2023-43887 2023-47471 2023-49465 2023-49467 2023-49468"),
        KnownHole(
            "libde265", "libde265-0", "1.0.11-1+deb12u3", "2026-09-20", upstream: nil,
            "2023-51792 2024-38949 2024-38950 2024-45382 2026-33164 2026-33165 2026-45383 2026-49295 2026-49337 2026-49346 "
                + "2026-54240 2026-54241"),
        KnownHole(
            "libtiff", "libtiff6", "4.5.0-6+deb12u2", "2025-01-03", upstream: "4.7.0",
            "2023-2908 2023-3576 2023-3618 2023-25433 2023-26965 2023-26966 2023-40745 2023-41175 2023-52356 2024-7006"),
        KnownHole("libtiff", "libtiff6", "4.5.0-6+deb12u3", "2025-09-27", upstream: "4.7.1", "2025-9900"),
        KnownHole("libtiff", "libtiff6", "4.5.0-6+deb12u4", "2026-04-07", upstream: "4.7.2", "2026-4775"),
    ]
}
