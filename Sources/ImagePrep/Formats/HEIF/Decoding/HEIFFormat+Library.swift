#if HEIF
internal import CHEIFDecoding

extension HEICFormat {
    static var libraryVersions: [String] { unsafe ["libde265 \(String(cString: ip_hevc_version()))"] }
}

extension AVIFFormat {
    static var libraryVersions: [String] { unsafe ["dav1d \(String(cString: ip_av1_version()))"] }
}
#endif
