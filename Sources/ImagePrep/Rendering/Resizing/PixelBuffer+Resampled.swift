extension PixelBuffer {
    /// The whole buffer at another size; for small pictures, and where the source is in memory anyway.
    ///
    /// - Throws: `outOfMemory`.
    package func resampled(
        to target: PixelSize, hasAlpha: Bool = false, filter: ResizeFilter, using resampler: inout RowResampler
    ) throws(ImagePrepError) -> PixelBuffer {
        let layout = SampleLayout(channels: channels, bytesPerSample: bytesPerSample, hasAlpha: hasAlpha)
        var result = try PixelBuffer(size: target, channels: channels, bytesPerSample: bytesPerSample)
        try resampler.begin(
            horizontal: AxisMapping(from: size.width, to: target.width),
            vertical: AxisMapping(from: size.height, to: target.height), layout: layout, filter: filter)
        try resampler.push(bytes, rowBytes: rowBytes, rowCount: size.height, into: &result)
        return result
    }
}
