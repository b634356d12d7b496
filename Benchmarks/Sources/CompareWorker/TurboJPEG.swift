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

    private var decoded: (width: Int32, height: Int32, subsampling: Int32)?

    /// To planes that are kept, at so many eighths of the size. Samples of the picture; -1 on failure.
    func planarDecode(_ input: [UInt8], eighths: Int32 = 8) -> Int {
        var (width, height, subsampling, colorSpace): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        decoded = nil
        guard
            tjDecompressHeader3(
                decompressor, input, UInt(input.count), &width, &height, &subsampling, &colorSpace) == 0
        else { return -1 }
        (width, height) = ((width * eighths + 7) / 8, (height * eighths + 7) / 8)
        makeRoom(width, height, subsampling)
        let status = tjDecompressToYUVPlanes(
            decompressor, input, UInt(input.count), &planes, width, nil, height, 0)
        guard status == 0 else { return -1 }
        decoded = (width, height, subsampling)
        return Int(width) * Int(height)
    }

    /// The planes that were decoded last, with the tables of annex K and the accurate transform, as ours encodes: below
    /// quality 96 TurboJPEG takes a faster and less exact one unless it is told. Bytes; -1 on failure.
    func encodePlanes(quality: Int32) -> Int {
        guard let decoded else { return -1 }
        var output: UnsafeMutablePointer<UInt8>?
        var size: UInt = 0
        var sources = planes.map { UnsafePointer($0) }
        let status = tjCompressFromYUVPlanes(
            compressor, &sources, decoded.width, nil, decoded.height, decoded.subsampling, &output, &size, quality,
            TJFLAG_ACCURATEDCT)
        tjFree(output)
        return status == 0 ? Int(size) : -1
    }

    /// Planar decode and planar encode, nothing else: the floor of every render at full size.
    func planarRoundTrip(_ input: [UInt8], quality: Int32) -> Int {
        planarDecode(input) > 0 ? encodePlanes(quality: quality) : -1
    }

    private func makeRoom(_ width: Int32, _ height: Int32, _ subsampling: Int32) {
        for plane in 0..<3 {
            let size = Int(tjPlaneSizeYUV(Int32(plane), width, 0, height, subsampling))
            guard size > planeSizes[plane] else { continue }
            planes[plane]?.deallocate()
            planes[plane] = .allocate(capacity: size)
            planeSizes[plane] = size
        }
    }
}
