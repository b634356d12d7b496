extension DecodedImage {
    /// The picture as a JPEG of quality 1...100, with chroma in full, so that thin coloured lines stay sharp.
    ///
    /// - Throws: `outOfMemory`.
    package func encodedJPEG(quality: Int) throws(ImagePrepError) -> [UInt8] {
        let color = channels == 1 ? PlanarColor.gray : .yCbCr
        let planes = try Planes(
            PlanarFormat(size: size, color: color, sampling: Array(repeating: .one, count: channels)))
        fill(planes)
        let settings = JPEGEncodingSettings(quality: quality, color: color)
        guard let file = try JPEGEncoder().encode(planes, settings, maxBytes: .max) else {
            throw .internalFault("a JPEG without a limit was too large")
        }
        return file
    }

    /// JFIF's conversion, rounded, in parts of 65,536.
    private func fill(_ planes: borrowing Planes) {
        guard channels == 3 else {
            fill(planes.planes[0]) { Int(samples[$0]) << 16 }
            return
        }
        func mixed(_ pixel: Int, _ red: Int, _ green: Int, _ blue: Int) -> Int {
            let start = pixel * 3
            return Int(samples[start]) * red + Int(samples[start + 1]) * green + Int(samples[start + 2]) * blue
        }
        fill(planes.planes[0]) { mixed($0, 19_595, 38_470, 7_471) }
        fill(planes.planes[1]) { mixed($0, -11_059, -21_709, 32_768) + 128 << 16 }
        fill(planes.planes[2]) { mixed($0, 32_768, -27_439, -5_329) + 128 << 16 }
    }

    private func fill(_ plane: Plane, value: (Int) -> Int) {
        for y in 0..<size.height {
            for x in 0..<size.width { plane[x, y] = UInt8(clamping: (value(y * size.width + x) + 32_768) >> 16) }
        }
    }
}
