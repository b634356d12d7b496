internal import CImageCodecs

/// A conversion by Little CMS, for one layout of samples.
@safe final class ProfileTransform {
    let handle: OpaquePointer

    /// - Throws: `malformed` where Little CMS refuses the profile, `outOfMemory`.
    init(_ profile: ICCProfile, _ layout: ip_color_layout, bytesPerSample: Int) throws(ImagePrepError) {
        var context = CodecContext()
        let handle = unsafe profile.bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            guard let base = bytes.baseAddress else { return nil }
            return unsafe ip_color_profile_create(&context.raw, base, bytes.count, layout, Int32(bytesPerSample))
        }
        try context.check()
        guard let handle = unsafe handle else {
            throw .internalFault("Little CMS gave neither a conversion nor a reason")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_color_profile_free(handle) }

    /// Interleaved RGB or RGBA in place.
    func convert(_ pixels: inout PixelBuffer, _ context: inout CodecContext) throws(ImagePrepError) {
        _ = unsafe ip_color_profile_convert(
            &context.raw, handle, pixels.baseAddress, pixels.rowBytes, pixels.baseAddress, pixels.rowBytes,
            pixels.size.width, pixels.size.height)
        try context.check()
    }

    /// From one buffer to another of the same size, whose three channels are RGB.
    func convert(
        _ pixels: borrowing PixelBuffer, to rgb: inout PixelBuffer, _ context: inout CodecContext
    ) throws(ImagePrepError) {
        _ = unsafe ip_color_profile_convert(
            &context.raw, handle, pixels.baseAddress, pixels.rowBytes, rgb.baseAddress, rgb.rowBytes,
            pixels.size.width, pixels.size.height)
        try context.check()
    }
}
