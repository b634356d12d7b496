#if HEIF
/// What the samples of a picture mean.
extension HEIFParser {
    /// Of the file's own properties, which come before what the stream says.
    struct StatedColor {
        var codes: HEIFCodePoints?
        var profile: Range<Int>?
    }

    /// Of the first of these items that says something; a grid may leave it to its tiles.
    func statedColor(_ input: Span<UInt8>, of ids: [Int]) throws(ImagePrepError) -> StatedColor {
        var stated = StatedColor()
        for id in ids {
            for property in properties(of: id) where property.type == .colr {
                var fields = FieldReader(property.payload)
                let kind = BoxType(rawValue: UInt32(truncatingIfNeeded: try fields.integer(input, 4)))
                switch kind {
                case .nclx where stated.codes == nil:
                    var codes = HEIFCodePoints()
                    codes.primaries = try fields.integer(input, 2)
                    codes.transfer = try fields.integer(input, 2)
                    codes.matrix = try fields.integer(input, 2)
                    codes.isFullRange = try fields.integer(input, 1) & 0x80 != 0
                    stated.codes = codes
                case .prof, .rICC: stated.profile = stated.profile ?? fields.rest
                default: break
                }
            }
        }
        return stated
    }

    /// With what is left open taken from the stream, and then as such pictures are meant: BT.601's matrix.
    func meaning(_ stated: HEIFCodePoints?, _ stream: HEIFStream) throws(ImagePrepError) -> HEIFCodePoints {
        var meaning = stated ?? stream.meaning ?? HEIFCodePoints()
        let own = stream.meaning ?? HEIFCodePoints()
        if meaning.primaries == 2 || meaning.primaries == 0 { meaning.primaries = own.primaries }
        if meaning.transfer == 2 || meaning.transfer == 0 { meaning.transfer = own.transfer }
        if meaning.matrix == 2 { meaning.matrix = own.matrix }
        if meaning.matrix == 2 || meaning.matrix == 3 { meaning.matrix = 6 }
        try checkMatrix(meaning.matrix, stream.chroma)
        return meaning
    }

    private func checkMatrix(_ matrix: Int, _ chroma: HEIFChroma) throws(ImagePrepError) {
        guard chroma != .none else { return }
        if matrix == 0, chroma != .full {
            throw .malformed("RGB samples of which two are coded as \(chroma.name)")
        }
        guard matrix == 0 || HEIFMatrix(matrix) != nil else {
            throw .unsupported(
                feature: "A HEIF picture with matrix coefficients \(matrix) of ITU-T H.273", advice: "convert it first")
        }
    }

    /// The brightest pixel that the file speaks of, else the brightest of the display it was made on, in cd/m2.
    func peak(_ input: Span<UInt8>, of ids: [Int]) throws(ImagePrepError) -> Double? {
        for id in ids {
            if let light = property(.clli, of: id) {
                var fields = FieldReader(light.payload)
                let most = try fields.integer(input, 2)
                if (100...10_000).contains(most) { return Double(most) }
            }
        }
        for id in ids {
            if let display = property(.mdcv, of: id) {
                var fields = FieldReader(display.payload.dropFirst(16))
                let most = try fields.integer(input, 4) / 10_000
                if (100...10_000).contains(most) { return Double(most) }
            }
        }
        return nil
    }

    /// ICC before nclx before the stream.
    func coloring(
        _ input: Span<UInt8>, _ stated: StatedColor, _ meaning: HEIFCodePoints, _ model: ColorModel, peak: Double?
    ) throws(ImagePrepError) -> ProfileReading {
        let reader = ProfileReader(limits: limits)
        if let profile = stated.profile {
            guard profile.count <= limits.metadataBytes else {
                return ProfileReading(brokenProfile: "it has \(profile.count.formattedByteCount)")
            }
            let bytes = profile.map { input[$0] }
            let reading = ProfileReading(iccProfile: bytes, try reader.color(of: bytes, for: model))
            if reading.warnings.isEmpty || stated.codes == nil { return reading }
            // A profile that cannot be used says nothing; the code points beside it do.
            var named = try Self.coloring(meaning, model, peak)
            named.warnings += reading.warnings
            return named
        }
        return try Self.coloring(meaning, model, peak)
    }

    private static func coloring(
        _ meaning: HEIFCodePoints, _ model: ColorModel, _ peak: Double?
    ) throws(ImagePrepError) -> ProfileReading {
        let range = ProfileReader.highDynamicRange(primaries: meaning.primaries, transfer: meaning.transfer, peak: peak)
        if let range { return ProfileReading(.highDynamicRange(range)) }
        guard meaning.primaries != 2 || meaning.transfer != 2 else { return ProfileReading() }
        let primaries = meaning.primaries == 2 ? 1 : meaning.primaries
        // The curve of cameras is shown by that of displays, as sRGB's is: what differs between the two is meant to be seen.
        let transfer = [1, 2, 6, 14, 15].contains(meaning.transfer) ? 13 : meaning.transfer
        guard ProfileReader.curve(transfer) != nil else {
            throw .unsupported(
                feature: "A HEIF picture with the transfer characteristics \(transfer) of ITU-T H.273",
                advice: "convert it first")
        }
        if let color = ProfileReader.color(primaries: primaries, transfer: transfer, for: model) {
            return ProfileReading(color)
        }
        // Primaries of television lie so close to sRGB's that readers take them for those.
        if [5, 6, 7].contains(primaries), let color = ProfileReader.color(primaries: 1, transfer: transfer, for: model)
        {
            return ProfileReading(color)
        }
        return ProfileReading(warnings: [
            "The colour primaries \(primaries) of ITU-T H.273 are not known and are ignored."
        ])
    }
}

/// How YCbCr comes of RGB: the shares of red and of blue in luma. Source: ITU-T H.273 (2024), table 4.
struct HEIFMatrix {
    var red: Double
    var blue: Double

    /// Nil for what is no matrix of that kind.
    init?(_ code: Int) {
        switch code {
        case 1: (red, blue) = (0.2126, 0.0722)
        case 4: (red, blue) = (0.30, 0.11)
        case 5, 6: (red, blue) = (0.299, 0.114)
        case 7: (red, blue) = (0.212, 0.087)
        case 9: (red, blue) = (0.2627, 0.0593)
        default: return nil
        }
    }
}
#endif
