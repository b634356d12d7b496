#if HEIF
/// What is done to a coded picture before it is shown, in the order of association: cropping, rotating, mirroring.
/// Source: ISO/IEC 23008-12:2022, 6.5.9 to 6.5.12.
struct HEIFTransforms {
    private(set) var orientation = Orientation.upright
    private(set) var crop: PixelRectangle
    /// Whether there is one that rotates or mirrors, even by nothing.
    private(set) var decidesOrientation = false
    private let size: PixelSize

    init(_ size: PixelSize) {
        self.size = size
        crop = PixelRectangle(x: 0, y: 0, size: size)
    }

    mutating func apply(_ property: HEIFProperty, _ input: Span<UInt8>) throws(ImagePrepError) {
        var fields = FieldReader(property.payload)
        switch property.type {
        case .irot:
            let quarters = try fields.integer(input, 1) & 3
            let steps: [Orientation] = [.upright, .rotate270, .rotate180, .rotate90]
            decidesOrientation = true
            orientation = orientation.followed(by: steps[quarters])
        case .imir:
            let isLeftRight = try fields.integer(input, 1) & 1 == 1
            decidesOrientation = true
            orientation = orientation.followed(by: isLeftRight ? .flipHorizontally : .flipVertically)
        case .clap: try apply(try CleanAperture(input, &fields))
        default: break
        }
    }

    /// Cropping is about the middle of what there is by now, as it stands by now.
    private mutating func apply(_ aperture: CleanAperture) throws(ImagePrepError) {
        let shown = orientation.upright(crop.size)
        guard let part = aperture.rectangle(in: shown) else {
            throw .malformed("a part to be shown (clap) that does not lie within the picture of \(shown)")
        }
        let stored = part.stored(in: crop.size, oriented: orientation)
        crop = PixelRectangle(x: crop.x + stored.x, y: crop.y + stored.y, size: stored.size)
    }
}

/// A rectangle about the middle of a picture, in fractions. Source: ISO/IEC 14496-12:2022, 12.1.4.
private struct CleanAperture {
    private var width, height, horizontal, vertical: Double

    init(_ input: Span<UInt8>, _ fields: inout FieldReader) throws(ImagePrepError) {
        width = try Self.fraction(input, &fields)
        height = try Self.fraction(input, &fields)
        horizontal = try Self.fraction(input, &fields)
        vertical = try Self.fraction(input, &fields)
    }

    private static func fraction(_ input: Span<UInt8>, _ fields: inout FieldReader) throws(ImagePrepError) -> Double {
        let numerator = Int32(truncatingIfNeeded: try fields.integer(input, 4))
        let denominator = try fields.integer(input, 4)
        guard denominator > 0 else { throw .malformed("a part to be shown (clap) that is divided by zero") }
        return Double(numerator) / Double(denominator)
    }

    /// In whole pixels; nil where that is nothing or lies outside.
    func rectangle(in size: PixelSize) -> PixelRectangle? {
        guard width >= 0.5, height >= 0.5, width <= Double(size.width), height <= Double(size.height),
            abs(horizontal) <= Double(size.width), abs(vertical) <= Double(size.height)
        else { return nil }
        let part = PixelSize(width: Int(width.rounded()), height: Int(height.rounded()))
        let x = Int(((Double(size.width) - width) / 2 + horizontal).rounded(.down))
        let y = Int(((Double(size.height) - height) / 2 + vertical).rounded(.down))
        guard x >= 0, y >= 0, x + part.width <= size.width, y + part.height <= size.height else { return nil }
        return PixelRectangle(x: x, y: y, size: part)
    }
}
#endif
