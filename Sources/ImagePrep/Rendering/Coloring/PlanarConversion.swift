internal import CImageCodecs

/// A conversion of YCbCr planes that goes on from strip to strip, from top to bottom of one picture.
@safe final class PlanarConversion {
    private let handle: OpaquePointer
    /// Keeps the tables alive that the handle points to.
    private let method: ColorConverter.Method

    /// - Parameters:
    ///   - converter: made for RGB of 8 bits.
    ///   - width: luma samples of a row.
    ///   - horizontal: luma samples for one of chroma in a row, 1...4.
    ///   - vertical: luma samples for one of chroma in a column, 1...4.
    ///   - isPlain: without the instructions that not every machine has; the result is the same.
    /// - Throws: `outOfMemory`.
    init(
        _ converter: ColorConverter, width: Int, horizontal: Int, vertical: Int, isPlain: Bool = false
    ) throws(ImagePrepError) {
        var pixels = unsafe converter.pixels
        unsafe pixels.is_plain = isPlain
        guard
            let handle = unsafe ip_color_planar_create(pixels, width, Int32(horizontal), Int32(vertical))
        else { throw .outOfMemory("rows of \(width) samples for colour conversion") }
        unsafe self.handle = handle
        method = converter.method
    }

    deinit { unsafe ip_color_planar_free(handle) }

    func convert(_ strip: ip_color_strip, _ context: inout CodecContext) throws(ImagePrepError) {
        var strip = unsafe strip
        _ = unsafe ip_color_planar_convert(&context.raw, handle, &strip)
        try context.check()
    }
}

extension ColorConverter {
    /// For the C functions that convert between planes; valid while the converter lives.
    @unsafe var pixels: ip_color_pixels {
        switch method {
        case .matrix(let tables): unsafe ip_color_pixels(matrix: tables.handle, profile: nil, is_plain: false)
        case .profile(let transform): unsafe ip_color_pixels(matrix: nil, profile: transform.handle, is_plain: false)
        case .gray, .plainInk: unsafe ip_color_pixels(matrix: nil, profile: nil, is_plain: false)
        }
    }
}
