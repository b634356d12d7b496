import CFuzzOracles

/// The orientation that libexif reads from a TIFF structure; nil where it finds none.
func libexifOrientation(_ payload: [UInt8]) -> Int? {
    let orientation = fuzz_libexif_orientation(payload, payload.count)
    return orientation < 0 ? nil : Int(orientation)
}
