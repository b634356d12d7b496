#if TIFF
internal import CTIFFDecoding

/// One handle of libtiff on the first picture of a file, which is handed in again for each operation.
@safe final class TIFFDecoder {
    private let handle: OpaquePointer
    private let structure: TIFFStructure
    private let maxWarnings: Int

    /// - Throws: `outOfMemory`.
    init(_ structure: TIFFStructure, limits: InputLimits) throws(ImagePrepError) {
        guard let handle = unsafe ip_tiff_create(structure.layout, limits.workingMemoryBytes) else {
            throw .outOfMemory("a handle of libtiff")
        }
        unsafe self.handle = handle
        self.structure = structure
        maxWarnings = limits.codecWarnings
    }

    deinit { unsafe ip_tiff_destroy(handle) }

    /// What libtiff warned of: the first in words, and all in number.
    var warnings: (descriptions: [String], count: Int) {
        let count = unsafe ip_tiff_warning_count(handle)
        let kept = (0..<min(count, Int(IP_TIFF_WARNINGS_KEPT))).map { index in
            unsafe String(cString: ip_tiff_warning(handle, index)).withoutControls
        }
        return (kept, count)
    }

    /// - Parameter out: exactly one row of that plane.
    func readRow(_ row: Int, plane: Int, of file: Span<UInt8>, into out: inout [UInt8]) throws(ImagePrepError) {
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            unsafe out.withUnsafeMutableBufferPointer { out in
                guard let base = bytes.baseAddress, let target = out.baseAddress else { return IP_TIFF_DAMAGED }
                return unsafe ip_tiff_read_row(
                    handle, base, bytes.count, UInt32(row), UInt16(plane), target, out.count)
            }
        }
        try check(status)
    }

    /// - Parameter out: exactly a whole strip or tile; of the last strip the rows behind its end are 0.
    func readChunk(_ index: Int, of file: Span<UInt8>, into out: inout [UInt8]) throws(ImagePrepError) {
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            unsafe out.withUnsafeMutableBufferPointer { out in
                guard let base = bytes.baseAddress, let target = out.baseAddress else { return IP_TIFF_DAMAGED }
                return unsafe ip_tiff_read_chunk(handle, base, bytes.count, UInt32(index), target, out.count)
            }
        }
        try check(status)
    }

    /// - Parameter out: exactly the pixels of a strip or tile, red in the lowest bits, from the bottom row.
    func readRGBA(
        column: Int, row: Int, of file: Span<UInt8>, into out: inout [UInt32]
    ) throws(ImagePrepError) {
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            unsafe out.withUnsafeMutableBufferPointer { out in
                guard let base = bytes.baseAddress, let target = out.baseAddress else { return IP_TIFF_DAMAGED }
                return unsafe ip_tiff_read_rgba(
                    handle, base, bytes.count, UInt32(column), UInt32(row), target, out.count)
            }
        }
        try check(status)
    }

    private func check(_ status: ip_tiff_status) throws(ImagePrepError) {
        let count = unsafe ip_tiff_warning_count(handle)
        guard count <= maxWarnings else { throw .limitExceeded(.codecWarnings, limit: maxWarnings, actual: count) }
        guard status != IP_TIFF_OK else { return }
        let message = unsafe String(cString: ip_tiff_message(handle)).withoutControls
        guard status == IP_TIFF_DAMAGED else {
            throw .malformed("a TIFF whose directory libtiff reads otherwise than it stands there")
        }
        throw .malformed("libtiff says: \(message)")
    }
}

extension TIFFStructure {
    /// For libtiff to be compared with. All numbers were held against limits that fit.
    fileprivate var layout: ip_tiff_layout {
        ip_tiff_layout(
            width: UInt32(clamping: size.width), height: UInt32(clamping: size.height),
            tile_width: grid.isTiled ? UInt32(clamping: grid.chunk.width) : 0,
            tile_height: grid.isTiled ? UInt32(clamping: grid.chunk.height) : 0,
            rows_per_strip: grid.isTiled ? 0 : UInt32(clamping: grid.chunk.height),
            chunk_count: UInt32(clamping: grid.columns * grid.rows * planeCount),
            bits_per_sample: UInt16(clamping: samples.bits), samples_per_pixel: UInt16(clamping: samples.count),
            compression: UInt16(clamping: compression.rawValue),
            photometric: UInt16(clamping: samples.meaning.rawValue),
            is_planar: samples.isPlanar, is_jpeg_ycbcr: compression == .jpeg && samples.meaning == .yCbCr)
    }
}
#endif
