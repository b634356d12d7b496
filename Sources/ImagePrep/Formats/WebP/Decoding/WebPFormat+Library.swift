#if WebP
internal import CWebPDecoding

extension WebPFormat {
    static var libraryVersions: [String] {
        let version = ip_webp_version()
        return ["libwebp \(version >> 16).\(version >> 8 & 0xFF).\(version & 0xFF)"]
    }
}
#endif
