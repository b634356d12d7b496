#if TIFF
internal import CTIFFDecoding

extension TIFFFormat {
    static var libraryVersions: [String] {
        let text = unsafe String(cString: ip_tiff_version())
        return ["libtiff \(text.prefix { !$0.isNewline })"]
    }
}
#endif
