import CImageCodecs
import Testing

/// The two ways in which the C reads a JPEG, whatever an inspector would say before.
enum CodecRoute: CaseIterable {
    case decoder, transform

    /// Limits as the C has them: 0 for none, but of warnings.
    struct Limits {
        var scans: Int32 = 0
        var warnings: Int32 = -1
        var memoryBytes: UInt64 = 0
    }

    struct Report {
        var status: ip_status
        var limitKind: ip_limit_kind
        var limit: Int64
        var actual: Int64
        var warningCount: Int32
        var message: String
    }

    func read(_ file: [UInt8], _ limits: Limits = Limits(), acceptsTruncated: Bool = false) -> Report {
        var context = unsafe ip_context()
        unsafe context.max_scans = limits.scans
        unsafe context.max_warnings = limits.warnings
        unsafe context.max_memory_bytes = limits.memoryBytes
        unsafe file.withUnsafeBufferPointer { bytes in
            switch self {
            case .decoder: unsafe Self.decode(bytes, &context, acceptsTruncated)
            case .transform: unsafe Self.transform(bytes, &context, acceptsTruncated)
            }
        }
        let message = unsafe String(cString: ip_context_message(&context))
        return unsafe Report(
            status: context.status, limitKind: context.limit_kind, limit: context.limit, actual: context.actual,
            warningCount: context.warning_count, message: message)
    }

    /// Decodes all planes.
    @unsafe private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ context: inout ip_context, _ keepsTruncated: Bool
    ) {
        guard let base = bytes.baseAddress, let decoder = unsafe ip_jpeg_decoder_create() else { return }
        defer { unsafe ip_jpeg_decoder_destroy(decoder) }
        var header = ip_jpeg_header()
        _ = unsafe ip_jpeg_decoder_open(
            decoder, &context, base, bytes.count, IP_JPEG_PLANES, 8, keepsTruncated, &header)
        guard unsafe context.status == IP_OK else { return }
        // Factors of at most 4 and blocks of 8: 32 rows, and at most so much more than the image is wide.
        let stride = Int(header.width) + 64
        var samples = [UInt8](repeating: 0, count: 4 * stride * 32)
        unsafe samples.withUnsafeMutableBufferPointer { memory in
            guard let start = memory.baseAddress else { return }
            let planes = unsafe (0..<4).map { unsafe start + $0 * stride * 32 }
            let strides = [Int](repeating: stride, count: 4)
            for _ in 0..<header.strip_count where unsafe context.status == IP_OK {
                _ = unsafe ip_jpeg_decoder_read_strip(decoder, &context, planes, strides)
            }
        }
    }

    /// Reads all coefficients.
    @unsafe private static func transform(
        _ bytes: UnsafeBufferPointer<UInt8>, _ context: inout ip_context, _ acceptsTruncated: Bool
    ) {
        guard let base = bytes.baseAddress, let transform = unsafe ip_transform_create() else { return }
        defer { unsafe ip_transform_destroy(transform) }
        var source = unsafe ip_transform_source(
            bytes: base, byte_count: bytes.count, orientation: 1, trims: false,
            accepts_truncated: acceptsTruncated, is_reference: false)
        var picture = ip_transform_picture()
        _ = unsafe ip_transform_read(transform, &context, &source, &picture)
    }
}

/// A JPEG whose segments are changed by the bytes of their markers.
struct MarkedFile {
    var bytes: [UInt8]

    /// The first segment with this marker before the entropy-coded data of the first scan, its marker included.
    func range(of marker: UInt8) -> Range<Int>? {
        var index = 2
        while index + 4 <= bytes.count, bytes[index] == 0xFF {
            let end = index + 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
            if bytes[index + 1] == marker { return index..<end }
            if bytes[index + 1] == 0xDA { return nil }
            index = end
        }
        return nil
    }

    /// Writes over a segment from the byte `offset` behind its 0xFF on.
    mutating func set(_ values: [UInt8], in marker: UInt8, at offset: Int) throws {
        let start = try #require(range(of: marker)).lowerBound + offset
        bytes.replaceSubrange(start..<start + values.count, with: values)
    }

    mutating func replace(_ marker: UInt8, by values: [UInt8]) throws {
        bytes.replaceSubrange(try #require(range(of: marker)), with: values)
    }

    /// Where the last SOS stands: entropy-coded data has no such pair of bytes.
    func lastScan() throws -> Int {
        try #require((2..<bytes.count - 1).last { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    }

    /// Gives the first restart marker the number of the fourth.
    mutating func disorderRestarts() throws {
        let index = try #require(
            (try lastScan()..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD0 })
        bytes[index + 1] = 0xD3
    }
}
