#if HEIF
/// The parameter sets of a coded picture of HEVC, out of `hvcC`. Source: ISO/IEC 14496-15:2022, 8.3.2.1.
struct HEVCConfiguration {
    /// How many bytes tell how long each NAL unit of the picture is.
    let lengthBytes: Int
    /// NAL units of the parameter sets.
    private(set) var units: [Range<Int>] = []

    private static let mostUnits = 64

    init(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        var fields = FieldReader(payload.dropFirst(21))
        guard payload.count >= 23, input[payload.lowerBound] <= 1 else {
            throw .malformed("what a decoder of HEVC has to know (hvcC), which is no such thing")
        }
        lengthBytes = try fields.integer(input, 1) & 3 + 1
        for _ in 0..<(try fields.integer(input, 1)) {
            _ = try fields.integer(input, 1)
            for _ in 0..<(try fields.integer(input, 2)) {
                let count = try fields.integer(input, 2)
                guard count <= fields.rest.count else { throw .malformed("a parameter set of HEVC that ends early") }
                units.append(fields.rest.prefix(count))
                fields.skip(count)
                try HEIFLimit.check(units.count, Self.mostUnits)
            }
        }
    }

    /// What its sequence parameter sets say; all have to say the same.
    func stream(_ input: Span<UInt8>) throws(ImagePrepError) -> HEIFStream {
        var found: HEIFStream?
        for unit in units {
            guard let header = HEVCUnitHeader(input, unit), header.type == .sequenceParameters, header.layer == 0 else {
                continue
            }
            let stream = try HEVCParameterSet.read(input, unit)
            guard found == nil || found == stream else {
                throw .malformed("a coded picture of HEVC with several parameter sets that disagree")
            }
            found = stream
        }
        guard let found else { throw .malformed("a coded picture of HEVC without a sequence parameter set") }
        return found
    }
}

/// The first two bytes of a NAL unit. Source: ITU-T H.265 (2024), 7.3.1.2 and table 7-1.
struct HEVCUnitHeader {
    enum Kind {
        case videoParameters, sequenceParameters, pictureParameters
        /// A slice that leans on no other picture.
        case intraSlice
        case otherSlice
        case other
    }

    var type: Kind
    var layer: Int

    init?(_ input: Span<UInt8>, _ unit: Range<Int>) {
        guard unit.count > 2 else { return nil }
        let (first, second) = (Int(input[unit.lowerBound]), Int(input[unit.lowerBound + 1]))
        layer = (first & 1) << 5 | second >> 3
        switch first >> 1 & 63 {
        case 16...21: type = .intraSlice
        case 0...9: type = .otherSlice
        case 32: type = .videoParameters
        case 33: type = .sequenceParameters
        case 34: type = .pictureParameters
        default: type = .other
        }
    }
}

/// The NAL units of a coded picture that a decoder is given.
struct HEVCPictureUnits {
    private(set) var units: [Range<Int>] = []

    private static let mostUnits = 8_192

    /// - Throws: `malformed` for what is more than one picture, or another than its configuration says; `unsupported` for one
    ///   that leans on others; `truncated`.
    init(
        _ input: Span<UInt8>, _ data: Range<Int>, _ configuration: HEVCConfiguration, _ stream: HEIFStream
    ) throws(ImagePrepError) {
        var fields = FieldReader(data)
        var pictureCount = 0
        while !fields.isAtEnd {
            guard fields.rest.count >= configuration.lengthBytes else { break }
            let count = try fields.integer(input, configuration.lengthBytes)
            guard count <= fields.rest.count else {
                throw .truncated(
                    "a coded picture of HEVC that ends within a unit, \((count - fields.rest.count).formattedByteCount) early"
                )
            }
            let unit = fields.rest.prefix(count)
            fields.skip(count)
            guard let header = HEVCUnitHeader(input, unit), header.layer == 0 else { continue }
            try Self.check(header, input, unit, stream, &pictureCount)
            units.append(unit)
            try HEIFLimit.check(units.count, Self.mostUnits)
        }
        guard pictureCount == 1 else { throw .malformed("\(pictureCount) pictures of HEVC where one should be") }
    }

    private static func check(
        _ header: HEVCUnitHeader, _ input: Span<UInt8>, _ unit: Range<Int>, _ stream: HEIFStream,
        _ pictureCount: inout Int
    ) throws(ImagePrepError) {
        switch header.type {
        case .sequenceParameters:
            let own = try HEVCParameterSet.read(input, unit)
            guard own.size == stream.maximumSize, own.chroma == stream.chroma, own.depth == stream.depth else {
                throw .malformed("a coded picture of HEVC with parameter sets other than those of its configuration")
            }
        case .otherSlice:
            throw .unsupported(feature: "A HEVC picture that leans on other pictures", advice: "convert it first")
        case .intraSlice:
            // Whether it is the first slice of a picture.
            if input[unit.lowerBound + 2] & 0x80 != 0 { pictureCount += 1 }
        case .videoParameters, .pictureParameters, .other: break
        }
    }
}
#endif
