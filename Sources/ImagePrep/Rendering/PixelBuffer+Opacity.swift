internal import CImageCodecs

extension PixelBuffer {
    /// Whether the last channel of the first rows is all opaque.
    func isOpaque(rowCount: Int) -> Bool {
        precondition(rowCount <= size.height)
        return unsafe ip_pixels_are_opaque(
            baseAddress.assumingMemoryBound(to: UInt8.self), rowBytes, UInt32(size.width), UInt32(rowCount),
            UInt32(channels), UInt32(bytesPerSample))
    }
}
