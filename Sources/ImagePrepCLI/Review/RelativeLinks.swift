internal import SystemFiles

/// Makes links from a page to files by relative paths, so that both may move together.
struct RelativeLinks {
    private let base: [ArraySlice<UInt8>]
    /// Most files lie in the folder that the one before lay in.
    private var latest: (folder: FilePath, resolved: FilePath)?

    /// Nil if the page's folder is not there.
    init?(from page: FilePath) {
        guard let folder = page.folder.resolved else { return nil }
        base = folder.components
    }

    /// In the characters of a URL: ASCII letters, digits and a few others; all else as `%` and two digits.
    ///
    /// - Returns: nil for standard input and output, and what lies nowhere.
    mutating func link(to path: FilePath) -> String? {
        guard path != FilePath("-"), let folder = resolved(path.folder)?.components else { return nil }
        let sharedCount = zip(base, folder).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: base.count - sharedCount)
        let names = folder.dropFirst(sharedCount) + [path.lastComponent]
        // With a dot in front no name can pass for the scheme of a URL.
        return (["."] + up + names.map(RelativeLinks.escaped)).joined(separator: "/")
    }

    private mutating func resolved(_ folder: FilePath) -> FilePath? {
        if let latest, latest.folder == folder { return latest.resolved }
        guard let resolved = folder.resolved else { return nil }
        latest = (folder, resolved)
        return resolved
    }

    private static func escaped(_ name: ArraySlice<UInt8>) -> String {
        var text = ""
        for byte in name {
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            if isPlain || ["-", "_", ".", "~"].contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}

extension FilePath {
    fileprivate var components: [ArraySlice<UInt8>] { bytes.split(separator: FilePath.slash) }
}
