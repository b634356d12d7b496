import Foundation
import SystemFiles
import Testing

@testable import ImagePrepCLI

/// Whether the loaded codec libraries are known to have holes.
struct LibraryTests {
    private let release = "PRETTY_NAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\n"
    private let png = CodecFile(name: "libpng", path: "/usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0")

    private func packages(_ version: String, in folder: Folder) throws -> InstalledPackages {
        let status = "Package: libpng16-16\nStatus: install ok installed\nVersion: \(version)\n\n"
        try folder.add("dpkg/status", Array(status.utf8))
        let list = "/.\n/lib/x86_64-linux-gnu/libpng16.so.16.39.0\n"
        try folder.add("dpkg/info/libpng16-16:amd64.list", Array(list.utf8))
        return try #require(InstalledPackages(database: FilePath(folder.url.appending(path: "dpkg").path)))
    }

    @Test(arguments: [
        ("1.0", "1.0", 0), ("1.9", "1.10", -1), ("1.0~rc1", "1.0", -1), ("1:0.9", "1.0", 1),
        ("2.14-2", "2.14-2+deb12u1", -1),
        ("1.6.39-2+deb12u9", "1.6.39-2+deb12u10", -1), ("1.0a", "1.0+", -1), ("1.2.4-0.2", "1.2.4-0.10", -1),
    ])
    func `versions are ordered as dpkg orders them`(one: String, other: String, order: Int) {
        let (left, right) = (DebianVersion(one), DebianVersion(other))
        #expect((left < right ? -1 : right < left ? 1 : 0) == order)
    }

    @Test func `a package without the fixes is warned of, with what has them`() throws {
        let folder = try Folder()
        let old = try LibraryWarnings(packages: packages("1.6.39-2+deb12u4", in: folder)).lines(
            for: png, version: "1.6.39")
        #expect(old.count == 1)
        #expect(old.first?.hasPrefix("warning: libpng (libpng16-16 1.6.39-2+deb12u4)") == true)
        #expect(old.first?.contains("CVE-2026-34757, CVE-2026-46675") == true)
        #expect(old.first?.contains("CVE-2026-33416") == false)
        let new = try LibraryWarnings(packages: packages("1.6.39-2+deb12u6", in: folder)).lines(
            for: png, version: "1.6.39")
        #expect(new.isEmpty)
    }

    @Test func `without a package's version the library's own decides, or nobody can tell`() {
        let judge = LibraryWarnings(packages: nil)
        let own = CodecFile(name: "libpng", path: "/opt/codecs/libpng16.so.16.50.0")
        #expect(
            judge.lines(for: own, version: "1.6.50").first?.hasPrefix("warning: libpng 1.6.50 at /opt/codecs/") == true)
        #expect(judge.lines(for: png, version: "1.6.50").first?.hasPrefix("unknown: ") == true)
        let webp = CodecFile(name: "libwebp", path: "/opt/codecs/libwebp.so.7")
        #expect(judge.lines(for: webp, version: "1.3.2").isEmpty)
        #expect(judge.lines(for: CodecFile(name: "ISA-L", path: "/usr/lib/libisal.so.2"), version: nil).isEmpty)
    }

    @Test func `mapped libraries are told by their files' names, each once`() {
        let maps = """
            7f0-7f1 r--p 0 fe:00 1 /usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0
            7f1-7f2 r-xp 1 fe:00 1 /usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0
            7f2-7f3 rw-p 0 00:00 0 [heap]
            7f3-7f4 r--p 0 fe:00 2 /opt/my codecs/libde265.so.0.1.2

            """
        #expect(
            CodecFile.loaded(in: maps).map(\.path) == [
                "/opt/my codecs/libde265.so.0.1.2", "/usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0",
            ])
    }

    @Test func `only Debian 12 is judged by the versions of its packages`() {
        #expect(InstalledPackages.isDebian12(release: release))
        #expect(!InstalledPackages.isDebian12(release: release.replacing("12", with: "13")))
        #expect(!InstalledPackages.isDebian12(release: nil))
    }

    @Test func `the scripts ask for the newest line of each package`() throws {
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let table = String(
            decoding: try Folder.bytes(checkout.appending(path: "Scripts/patched-packages")), as: UTF8.self)
        let asked = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: " ").map(String.init)
        }
        var newest: [String: String] = [:]
        for hole in KnownHole.all { newest[hole.debianPackage] = hole.debianVersion.description }
        #expect(Dictionary(uniqueKeysWithValues: asked.map { ($0[1], $0[3]) }) == newest)
    }
}
