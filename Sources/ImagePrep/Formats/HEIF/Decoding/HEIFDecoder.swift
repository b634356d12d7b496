#if HEIF
internal import CHEIFDecoding
internal import CImageCodecs

/// A decoder for the coded pictures of one file, one after the other.
@safe final class HEIFDecoder {
    let picture: HEIFPicture
    private let handle: OpaquePointer
    private var codecContext: CodecContext
    private let limits: InputLimits
    /// Configurations of HEVC by where they begin; tiles share one.
    private var configurations: [Int: HEVCConfiguration] = [:]
    private(set) var warnings: (descriptions: [String], count: Int) = ([], 0)

    /// - Throws: `outOfMemory`.
    init(_ picture: HEIFPicture, in context: PreparationContext) throws(ImagePrepError) {
        guard let handle = unsafe ip_heif_decoder_create(picture.codec == .hevc ? IP_HEIF_HEVC : IP_HEIF_AV1) else {
            throw .outOfMemory("a decoder")
        }
        unsafe self.handle = handle
        self.picture = picture
        limits = context.options.inputLimits
        codecContext = CodecContext(context)
    }

    deinit { unsafe ip_heif_decoder_free(handle) }

    /// The planes of a tile, valid until the next one is decoded.
    ///
    /// - Throws: `malformed`, `truncated`, `unsupported`, `outOfMemory`, `cancelled`, `limitExceeded`.
    @unsafe func decode(_ tile: HEIFTile, of file: Span<UInt8>) throws(ImagePrepError) -> ip_heif_planes {
        switch picture.codec {
        case .hevc: unsafe try decodeHEVC(tile, of: file)
        case .av1: unsafe try decodeAV1(tile, of: file)
        }
    }

    // MARK: - HEVC

    private func configuration(of tile: HEIFTile, _ file: Span<UInt8>) throws(ImagePrepError) -> HEVCConfiguration {
        let start = tile.configuration.lowerBound
        if let known = configurations[start] { return known }
        let read = try HEVCConfiguration(file, tile.configuration)
        configurations[start] = read
        return read
    }

    @unsafe private func decodeHEVC(
        _ tile: HEIFTile, of file: Span<UInt8>
    ) throws(ImagePrepError) -> ip_heif_planes {
        let configuration = try configuration(of: tile, file)
        guard let joined = tile.joined(file) else {
            let data = tile.extents[0]
            let units = try HEVCPictureUnits(file, data, configuration, picture.stream).units
            return unsafe try decode(file, configuration.units + units, tile)
        }
        // What is decoded lies in one piece: the parameter sets, then the picture.
        let units = try HEVCPictureUnits(joined.span, 0..<joined.count, configuration, picture.stream).units
        var bytes = joined
        var ranges: [Range<Int>] = []
        for unit in configuration.units {
            ranges.append(bytes.count..<bytes.count + unit.count)
            for index in unit { bytes.append(file[index]) }
        }
        return unsafe try decode(bytes.span, ranges + units, tile)
    }

    // MARK: - AV1

    @unsafe private func decodeAV1(
        _ tile: HEIFTile, of file: Span<UInt8>
    ) throws(ImagePrepError) -> ip_heif_planes {
        guard try AV1Configuration.stream(file, tile).maximumSize == picture.stream.maximumSize else {
            throw .malformed("a tile of AV1 of another size than its sequence header says first")
        }
        if tile.extents.count == 1, try !AV1Configuration.isNeeded(file, tile.extents[0]) {
            return unsafe try decode(file, tile.extents, tile)
        }
        var bytes = tile.joined(file) ?? tile.extents[0].map { file[$0] }
        if try AV1Configuration.isNeeded(bytes.span, 0..<bytes.count) {
            bytes = tile.configuration.dropFirst(4).map { file[$0] } + bytes
        }
        return unsafe try decode(bytes.span, [0..<bytes.count], tile)
    }

    // MARK: - Both

    @unsafe private func decode(
        _ bytes: Span<UInt8>, _ ranges: [Range<Int>], _ tile: HEIFTile
    ) throws(ImagePrepError) -> ip_heif_planes {
        let units = ranges.map { ip_heif_unit(offset: $0.lowerBound, count: $0.count) }
        var planes = ip_heif_planes()
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe units.withUnsafeBufferPointer { units in
                guard let first = units.baseAddress else { return }
                var coded = unsafe ip_heif_coded(
                    bytes: base, units: first, unit_count: Int32(units.count), form: picture.form,
                    operating_point: Int32(tile.operatingPoint), layer: Int32(tile.layer ?? -1),
                    max_frame_pixels: Int64(picture.stream.maximumSize.pixelCount))
                _ = unsafe ip_heif_decode(&codecContext.raw, handle, &coded, &planes)
            }
        }
        try codecContext.check()
        try noteWarnings()
        return planes
    }

    private func noteWarnings() throws(ImagePrepError) {
        let count = codecContext.warningCount
        guard count > 0 else { return }
        warnings.count += count
        for warning in codecContext.keptWarnings()
        where warnings.descriptions.count < 20 && !warnings.descriptions.contains(warning) {
            warnings.descriptions.append(warning)
        }
        try limits.check(.codecWarnings, warnings.count)
    }
}

extension HEIFPicture {
    /// Of each tile.
    var form: ip_heif_form {
        ip_heif_form(
            width: Int32(stream.size.width), height: Int32(stream.size.height), chroma: Int32(stream.chroma.rawValue),
            depth: Int32(stream.depth))
    }
}
#endif
