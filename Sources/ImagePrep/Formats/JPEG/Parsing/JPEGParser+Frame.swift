extension JPEGParser {
    mutating func readFrame(
        _ input: Span<UInt8>, _ marker: UInt8, _ payload: Range<Int>
    ) throws(ImagePrepError) {
        guard frame == nil else { throw .malformed("a second frame header at byte \(payload.lowerBound - 4)") }
        try refuseUnsupported(marker)
        let start = payload.lowerBound
        guard payload.count >= 6, let height = input.bigEndian16(at: start + 1),
            let width = input.bigEndian16(at: start + 3)
        else { throw .malformed("a frame header of \(payload.count.formattedByteCount)") }
        try checkPrecision(Int(input[start]))
        let componentCount = Int(input[start + 5])
        guard payload.count == 6 + 3 * componentCount else {
            throw .malformed("a frame header of \(payload.count.formattedByteCount) for \(componentCount) components")
        }
        guard width > 0 else { throw .malformed("a JPEG that is 0 pixels wide") }
        guard height > 0 else {
            throw .unsupported(
                feature: "A JPEG whose height stands behind the first scan (DNL)",
                advice: "save it again with another program")
        }
        let size = PixelSize(width: width, height: height)
        try limits.check(size)
        let components = try components(input, from: start + 6, componentCount)
        let frame = JPEGStructure.Frame(marker: marker, precision: 8, size: size, components: components)
        try refuseFractionalSampling(frame)
        self.frame = frame
        coverage = JPEGCoverage(componentCount: componentCount)
    }

    private func refuseUnsupported(_ marker: UInt8) throws(ImagePrepError) {
        let advice = "convert it to a baseline JPEG or a PNG first"
        switch marker {
        case 0xC0, 0xC1, 0xC2, 0xC9, 0xCA: return
        case 0xC3, 0xCB: throw .unsupported(feature: "Lossless JPEG", advice: advice)
        default: throw .unsupported(feature: "Hierarchical JPEG", advice: advice)
        }
    }

    /// T.81 permits them; libjpeg refuses fractional sampling, and no reader that was tried opens one.
    private func refuseFractionalSampling(_ frame: JPEGStructure.Frame) throws(ImagePrepError) {
        let (horizontal, vertical) = (frame.maxHorizontalSampling, frame.maxVerticalSampling)
        let isWhole = frame.components.allSatisfy {
            horizontal % $0.horizontalSampling == 0 && vertical % $0.verticalSampling == 0
        }
        guard frame.components.count > 1, !isWhole else { return }
        let factors = frame.components.map { "\($0.horizontalSampling)x\($0.verticalSampling)" }
        throw .unsupported(
            feature:
                "A JPEG of the sampling factors \(factors.joined(separator: ", ")), which do not divide the largest",
            advice: "save it again with another program")
    }

    private func checkPrecision(_ precision: Int) throws(ImagePrepError) {
        if precision == 12 {
            throw .unsupported(feature: "A JPEG of 12 bits a sample", advice: "convert it to 8 bits first")
        }
        guard precision == 8 else { throw .malformed("a JPEG of \(precision) bits a sample") }
    }

    private func components(
        _ input: Span<UInt8>, from start: Int, _ count: Int
    ) throws(ImagePrepError) -> [JPEGStructure.Component] {
        guard count == 1 || count == 3 || count == 4 else {
            guard count > 0 else { throw .malformed("a JPEG of 0 components") }
            throw .unsupported(feature: "A JPEG of \(count) components", advice: "convert it to RGB first")
        }
        var components: [JPEGStructure.Component] = []
        for offset in stride(from: start, to: start + 3 * count, by: 3) {
            let component = JPEGStructure.Component(
                identifier: input[offset], horizontalSampling: Int(input[offset + 1] >> 4),
                verticalSampling: Int(input[offset + 1] & 15), quantizationTable: Int(input[offset + 2]))
            guard (1...4).contains(component.horizontalSampling), (1...4).contains(component.verticalSampling) else {
                throw .malformed("sampling factors \(component.horizontalSampling)x\(component.verticalSampling)")
            }
            guard component.quantizationTable < 4 else {
                throw .malformed("a quantization table numbered \(component.quantizationTable)")
            }
            components.append(component)
        }
        return components
    }
}

extension JPEGStructure {
    /// What the samples mean, by the rules of libjpeg: JFIF, then Adobe, then the component identifiers.
    package var colorModel: ColorModel {
        switch frame.components.count {
        case 1: .gray
        case 3: isRGB ? .rgb : .yCbCr
        default: adobeTransform == nil || adobeTransform == 0 ? .cmyk : .ycck
        }
    }

    private var isRGB: Bool {
        if hasJFIF { return false }
        if let adobeTransform { return adobeTransform == 0 }
        return frame.components.map(\.identifier) == [UInt8(ascii: "R"), UInt8(ascii: "G"), UInt8(ascii: "B")]
    }
}
