internal import CImageCodecs

/// Whether a PNG's compressed image data is what its header implies, found by inflating it once without keeping it.
package struct ImageDataCheck: Sendable, Hashable {
    package enum Fault: Sendable, Hashable {
        /// The checksum of that IDAT chunk is wrong, counted from 0.
        case crc(chunk: Int)
        case notZlib
        case damaged
        /// The stream ends before the last row does.
        case short
        /// The stream goes on behind the last row.
        case long
        case filter(Int)
        /// All rows are there, but what ends the stream is missing or wrong.
        case checksum
        /// All is there, but readers that believe the window of the stream's header fail.
        case window
    }

    /// nil where the data is whole.
    package var fault: Fault?
    /// Compressed bytes up to the end of the stream.
    package var streamByteCount: Int
    /// Raw bytes that the header implies, and that were found.
    package var expectedByteCount: Int
    package var foundByteCount: Int
}

extension ImageDataCheck {
    /// Inflates the image data of `structure`, as strictly as zlib does and with 300 KB of memory.
    package init(
        of structure: PNGStructure, in input: Span<UInt8>, using memory: inout ImageDataMemory,
        cancellation: CancellationFlag? = nil
    ) throws(ImagePrepError) {
        let ranges = structure.imageData.map { ip_byte_range(start: $0.lowerBound, count: $0.count) }
        let header = structure.header
        let layout = ip_png_layout(
            width: UInt32(header.size.width), height: UInt32(header.size.height),
            bits_per_pixel: UInt32(header.bitsPerPixel), is_interlaced: header.isInterlaced)
        var context = CodecContext(cancellation: cancellation)
        var report = ip_image_data_report()
        let handle = unsafe try memory.handle()
        unsafe input.withUnsafeBufferPointer { file in
            unsafe ranges.withUnsafeBufferPointer { ranges in
                guard let base = file.baseAddress, let first = ranges.baseAddress else { return }
                unsafe _ = ip_check_image_data(
                    &context.raw, handle, base, file.count, first, ranges.count, layout, &report)
            }
        }
        try context.check()
        self.init(
            fault: ImageDataCheck.fault(report), streamByteCount: report.stream_count,
            expectedByteCount: Int(clamping: report.expected_count), foundByteCount: Int(clamping: report.raw_count))
    }

    private static func fault(_ report: ip_image_data_report) -> Fault? {
        switch report.fault {
        case IP_IMAGE_DATA_WHOLE: nil
        case IP_IMAGE_DATA_BAD_CRC: .crc(chunk: Int(clamping: report.index))
        case IP_IMAGE_DATA_NOT_ZLIB: .notZlib
        case IP_IMAGE_DATA_SHORT: .short
        case IP_IMAGE_DATA_LONG: .long
        case IP_IMAGE_DATA_BAD_FILTER: .filter(Int(clamping: report.index))
        case IP_IMAGE_DATA_BAD_CHECKSUM: .checksum
        case IP_IMAGE_DATA_SMALL_WINDOW: .window
        default: .damaged
        }
    }
}

/// Memory of the checks, taken when the first PNG comes and used again for the next.
@safe package struct ImageDataMemory: ~Copyable {
    private var pointer: OpaquePointer?

    package init() { unsafe pointer = nil }

    deinit { unsafe ip_image_data_memory_destroy(pointer) }

    /// What checks take, whatever the image.
    static var byteCount: Int { ip_image_data_memory_bytes() }

    fileprivate mutating func handle() throws(ImagePrepError) -> OpaquePointer {
        if let pointer = unsafe pointer { return unsafe pointer }
        guard let created = unsafe ip_image_data_memory_create() else {
            throw .outOfMemory("no room for a decompressor")
        }
        unsafe pointer = created
        return unsafe created
    }
}

extension ImageDataCheck.Fault {
    /// What is wrong, to follow "the image is malformed:" or to give a reason.
    package func description(of check: ImageDataCheck) -> String {
        switch self {
        case .crc(let chunk): "the checksum of IDAT chunk \(chunk + 1) is wrong"
        case .notZlib: "its image data is no zlib stream"
        case .damaged:
            "its image data cannot be inflated behind byte \(check.foundByteCount.formatted) of \(check.expectedByteCount.formatted)"
        case .short:
            "its image data ends after \(check.foundByteCount.formatted) of \(check.expectedByteCount.formatted) bytes of pixels"
        case .long: "its image data goes on behind the last row"
        case .filter(let type): "a row has filter type \(type), and PNG has 0 to 4"
        case .checksum: "the checksum of its image data is missing or wrong"
        case .window: "its image data reaches farther back than the window that its header promises"
        }
    }
}
