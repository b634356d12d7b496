internal import CImageCodecs

/// The tables that convert from one RGB space of curves and a matrix, for samples of one depth. Immutable.
@safe final class MatrixShaperTables {
    let handle: OpaquePointer

    /// - Parameter bytesPerSample: 1 or 2.
    /// - Throws: `outOfMemory`.
    init(_ profile: MatrixShaperProfile, bytesPerSample: Int) throws(ImagePrepError) {
        let count = Int(bytesPerSample == 1 ? IP_COLOR_SAMPLES_8 : IP_COLOR_SAMPLES_16)
        var linear: [Double] = []
        linear.reserveCapacity(3 * count)
        for channel in 0..<3 {
            let isRepeated = channel > 0 && profile.curves[channel] == profile.curves[channel - 1]
            guard !isRepeated else {
                linear += linear.suffix(count)
                continue
            }
            for index in 0..<count { linear.append(profile.curves[channel](Double(index) / Double(count - 1))) }
        }
        let matrix = profile.matrixToSRGB
        let elements = (0..<9).map { matrix.elements[$0] }
        guard
            let handle = unsafe ip_color_matrix_create(
                linear, elements, profile.blackLuminance, Int32(bytesPerSample))
        else { throw .outOfMemory("tables for colour conversion") }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_color_matrix_free(handle) }

    /// Interleaved rows of 3 channels, or 4 of which the last stays.
    func convert(_ pixels: inout PixelBuffer) {
        unsafe ip_color_matrix_convert(
            handle, pixels.baseAddress, pixels.rowBytes, pixels.size.width, pixels.size.height, Int32(pixels.channels))
    }
}
