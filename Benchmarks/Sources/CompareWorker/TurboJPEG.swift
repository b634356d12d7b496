import CLibTurboJPEG

/// libjpeg-turbo's own API: what the codecs themselves cost, and its lossless transform.
final class TurboJPEG {
    private let transformer = tjInitTransform()
    private let decompressor = tjInitDecompress()
    private let compressor = tjInitCompress()
    private var planes: [UnsafeMutablePointer<UInt8>?] = [nil, nil, nil]
    private var planeSizes = [0, 0, 0]

    deinit {
        tjDestroy(transformer)
        tjDestroy(decompressor)
        tjDestroy(compressor)
        planes.forEach { $0?.deallocate() }
    }

    /// The bytes of the turned file; -1 where it cannot be turned exactly.
    func rotate90(_ input: [UInt8]) -> Int {
        var transform = tjtransform()
        transform.op = Int32(TJXOP_ROT90.rawValue)
        transform.options = TJXOPT_PERFECT | TJXOPT_COPYNONE
        var output: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        let status = tjTransform(transformer, input, UInt(input.count), 1, &output, &size, &transform, 0)
        tjFree(output)
        return status == 0 ? Int(size) : -1
    }

    func planarDecode(_ input: [UInt8]) -> Int { decode(input).map { $0.width * $0.height } ?? -1 }

    /// Planar decode and planar encode, nothing else: the floor of every render at full size.
    func planarRoundTrip(_ input: [UInt8], quality: Int32) -> Int {
        guard let header = decode(input) else { return -1 }
        var output: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        var sources = planes.map { UnsafePointer($0) }
        let status = tjCompressFromYUVPlanes(
            compressor, &sources, Int32(header.width), nil, Int32(header.height), header.subsampling, &output, &size,
            quality, 0)
        tjFree(output)
        return status == 0 ? Int(size) : -1
    }

    private func decode(_ input: [UInt8]) -> (width: Int, height: Int, subsampling: Int32)? {
        var (width, height, subsampling, colorSpace): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard
            tjDecompressHeader3(
                decompressor, input, UInt(input.count), &width, &height, &subsampling, &colorSpace) == 0
        else { return nil }
        for plane in 0..<3 {
            let size = Int(tjPlaneSizeYUV(Int32(plane), width, 0, height, subsampling))
            guard size > planeSizes[plane] else { continue }
            planes[plane]?.deallocate()
            planes[plane] = .allocate(capacity: size)
            planeSizes[plane] = size
        }
        let status = tjDecompressToYUVPlanes(
            decompressor, input, UInt(input.count), &planes, width, nil, height, 0)
        return status == 0 ? (Int(width), Int(height), subsampling) : nil
    }
}
