import CImageCodecs
import CImageCodecsTesting
import ImagePrep
import Testing

/// The kernels against the plain versions beside them, to the bit.
struct PNGKernelTests {
    static let bytesPerPixel = [1, 2, 3, 4, 6, 8]

    /// The same numbers every time.
    struct Noise: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
        mutating func bytes(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
        }
    }

    @Test(arguments: bytesPerPixel, [nil, 0, 1, 2, 3, 4])
    func `undoing filters gives what the plain version gives`(pixel: Int, filter: UInt8?) {
        var noise = Noise(state: UInt64(pixel))
        for width in 1...70 {
            let (rowBytes, height) = (width * pixel, 1 + width % 7)
            // As ip_allocate has it behind the last row.
            var rows = noise.bytes((1 + rowBytes) * height + Int(IP_SLACK))
            for y in 0..<height { rows[y * (1 + rowBytes)] = filter ?? UInt8.random(in: 0...4, using: &noise) }
            var plain = rows
            let found = unsafe ip_png_unfilter(&rows, rowBytes, UInt32(height), UInt32(pixel))
            #expect(unsafe ip_png_unfilter_plain(&plain, rowBytes, UInt32(height), UInt32(pixel)) == found)
            #expect(rows == plain, "width \(width)")
        }
    }

    @Test(arguments: bytesPerPixel) func `filters cost and leave what the plain versions say`(pixel: Int) {
        var noise = Noise(state: UInt64(100 + pixel))
        for width in 1...70 {
            let count = width * pixel
            // Zeros stand in front of both rows.
            let rows = (0..<2).map { _ in [UInt8](repeating: 0, count: 16) + noise.bytes(count) }
            unsafe rows[0].withUnsafeBufferPointer { row in
                unsafe rows[1].withUnsafeBufferPointer { prior in
                    guard let row = row.baseAddress, let prior = prior.baseAddress else { return }
                    unsafe Self.compare(row + 16, prior + 16, count, UInt32(pixel))
                }
            }
        }
    }

    @unsafe private static func compare(
        _ row: UnsafePointer<UInt8>, _ prior: UnsafePointer<UInt8>, _ count: Int, _ pixel: UInt32
    ) {
        var (costs, plainCosts) = ([UInt64](repeating: 0, count: 5), [UInt64](repeating: 0, count: 5))
        unsafe ip_png_filter_costs(row, prior, count, pixel, &costs)
        unsafe ip_png_filter_costs_plain(row, prior, count, pixel, &plainCosts)
        #expect(costs == plainCosts)
        for filter in UInt32(0)..<5 {
            var (left, plain) = ([UInt8](repeating: 0, count: count), [UInt8](repeating: 0, count: count))
            unsafe ip_png_filter_row(filter, row, prior, count, pixel, &left)
            unsafe ip_png_filter_row_plain(filter, row, prior, count, pixel, &plain)
            #expect(left == plain)
        }
    }

    @Test(arguments: bytesPerPixel, UInt32(1)...8)
    func `turning moves each pixel to its place and writes no further`(pixel: Int, orientation: UInt32) {
        var noise = Noise(state: UInt64(200 + pixel))
        for (width, height) in [(1, 1), (1, 70), (70, 1), (33, 34), (7, 65)] {
            let source = noise.bytes(width * height * pixel + Int(IP_SLACK))
            let upright = orientation >= 5 ? (width: height, height: width) : (width: width, height: height)
            // A byte behind each row shows whether it was touched.
            let stride = upright.width * pixel + 1
            var rows = [UInt8](repeating: 77, count: stride * upright.height)
            unsafe source.withUnsafeBufferPointer { memory in
                var pixels = unsafe ip_pixels(
                    base: memory.baseAddress, stride: width * pixel, width: UInt32(width), height: UInt32(height),
                    bits_per_pixel: UInt32(pixel * 8))
                unsafe ip_pixels_turn_rows(&pixels, orientation, 0, UInt32(upright.height), &rows, stride)
            }
            var expected = [UInt8](repeating: 77, count: rows.count)
            for y in 0..<upright.height {
                for x in 0..<upright.width {
                    let (column, row) = Self.stored(x, y, width, height, orientation)
                    for byte in 0..<pixel {
                        expected[y * stride + x * pixel + byte] = source[(row * width + column) * pixel + byte]
                    }
                }
            }
            #expect(rows == expected, "\(width)x\(height)")
        }
    }

    /// Large enough for memory to be given back: two megabytes at a time.
    @Test(arguments: [(4, 24), (5, 24), (7, 24), (6, 64)])
    func `a raster that goes while it is filtered leaves the same file`(orientation: UInt8, bits: Int) throws {
        let (width, height) = (8 * 5_400_000 / bits / 1000, 1000)
        var noise = Noise(state: UInt64(orientation))
        let samples = (0..<5_400_000 / 8 + 16).map { _ in noise.next() }
        let file = try unsafe Self.encoded(samples, width, height, bits)
        guard let structure = try ImagePreparer().inspect(file.span).file as? PNGStructure,
            let orientation = Orientation(rawValue: orientation)
        else { throw PlainPNG.Malformed() }
        let files = try PNGRows.encoded(file.span, structure, orientation: orientation)
        #expect(files[0].count > 5_000_000)
        #expect(files[1] == files[0])
        #expect(files[2] == files[0])
    }

    @unsafe private static func encoded(
        _ samples: [UInt64], _ width: Int, _ height: Int, _ bits: Int
    ) throws -> [UInt8] {
        guard let codec = unsafe ip_png_codec_create() else { throw PlainPNG.Malformed() }
        defer { unsafe ip_png_codec_free(codec) }
        var (context, count) = (unsafe ip_context(), 0)
        var file = [UInt8](repeating: 0, count: 6_000_000)
        unsafe samples.withUnsafeBytes { memory in
            let pixels = unsafe ip_pixels(
                base: memory.baseAddress?.assumingMemoryBound(to: UInt8.self), stride: width * bits / 8,
                width: UInt32(width), height: UInt32(height), bits_per_pixel: UInt32(bits))
            var source = unsafe ip_png_source(
                pixels: pixels, orientation: 1, bit_depth: bits == 64 ? 16 : 8,
                color_type: [8: 0, 24: 2, 64: 6][bits] ?? 0, has_native_order: false, chunks: nil,
                chunks_byte_count: 0, effort: IP_PNG_FAST, keeps_filters: false, releases_raster: false)
            _ = unsafe ip_png_encode(codec, &context, &source, &file, file.count, &count)
        }
        return Array(file.prefix(count))
    }

    /// Where the upright pixel (x, y) stands in the stored picture of that size (Exif 2.32, Orientation).
    private static func stored(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ orientation: UInt32) -> (Int, Int) {
        switch orientation {
        case 2: (width - 1 - x, y)
        case 3: (width - 1 - x, height - 1 - y)
        case 4: (x, height - 1 - y)
        case 5: (y, x)
        case 6: (y, height - 1 - x)
        case 7: (width - 1 - y, height - 1 - x)
        case 8: (width - 1 - y, x)
        default: (x, y)
        }
    }
}
