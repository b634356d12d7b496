internal import SystemFiles

/// A codec library as it is loaded into this process.
struct CodecFile: Sendable {
    /// As people write it, such as "libpng".
    let name: String
    /// Of the file that is mapped, with its version behind: /usr/lib/x86_64-linux-gnu/libpng16.so.16.39.0.
    let path: String

    private static let names = [
        "libjpeg.so": "libjpeg-turbo", "libpng16.so": "libpng", "libexif.so": "libexif", "liblcms2.so": "Little CMS",
        "libdeflate.so": "libdeflate", "libisal.so": "ISA-L", "libwebp.so": "libwebp", "libde265.so": "libde265",
        "libdav1d.so": "dav1d", "libtiff.so": "libtiff",
    ]

    /// Those that the kernel has mapped; none where it does not tell, as on macOS.
    static func loaded() -> [CodecFile] {
        guard let maps = FilePath("/proc/self/maps").text else { return [] }
        return loaded(in: maps)
    }

    static func loaded(in maps: String) -> [CodecFile] {
        var files: [String: CodecFile] = [:]
        for line in maps.split(separator: "\n") {
            guard let slash = line.firstIndex(of: "/") else { continue }
            let path = line[slash...]
            guard let file = path.split(separator: "/").last else { continue }
            for (start, name) in names where file.hasPrefix(start) {
                files[name] = CodecFile(name: name, path: String(path))
            }
        }
        return files.values.sorted { $0.name < $1.name }
    }
}

extension FilePath {
    /// The whole of a small text file; nil if it cannot be read.
    var text: String? {
        guard let file = try? FileDescriptor(opening: self, 0) else { return nil }
        var bytes: [UInt8] = []
        while let part = try? file.read(upTo: 1 << 16), !part.isEmpty { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }
}
