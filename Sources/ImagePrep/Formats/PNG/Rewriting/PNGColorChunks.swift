/// The chunks that say what the colours of a PNG mean, as they travel along: of the right size and kind, the first of their
/// kind, with values that no reader complains of, and nothing in them that says nothing.
package struct PNGColorChunks: Sendable, Hashable {
    struct Kept: Sendable, Hashable {
        /// Among the file's chunks.
        let index: Int
        /// The whole chunk, where it cannot stay as it stands in the file.
        let rewritten: [UInt8]?
    }

    private(set) var kept: [Kept] = []

    /// None of them.
    package init() {}

    /// Inflates the profile once more, as only callers who keep it need to know where it ends.
    ///
    /// - Throws: `outOfMemory`.
    package init(of structure: PNGStructure, in input: Span<UInt8>, limits: InputLimits) throws(ImagePrepError) {
        let found = structure.firstColorChunks
        func data(_ type: PNGStructure.ChunkType) -> Range<Int>? { found[type].map { structure.chunks[$0].data } }
        for (type, index) in found.sorted(by: { $0.value < $1.value }) {
            let chunk = structure.chunks[index].data
            switch type {
            case .iccp: try keepProfile(chunk, at: index, input, limits)
            // An ICC profile comes before sRGB, and both are not permitted.
            case .srgb where found[.iccp] == nil && Self.isIntent(input, chunk): keep(index)
            case .gama where Self.isGamma(input, chunk, besidesSRGB: found[.srgb] != nil): keep(index)
            case .chrm where Self.isChromaticities(input, chunk, besidesSRGB: found[.srgb] != nil): keep(index)
            case .cicp where chunk.count == 4 && input[chunk.lowerBound + 2] == 0 && input[chunk.lowerBound + 3] < 2:
                keep(index)
            default: break
            }
        }
    }

    func contains(_ index: Int) -> Bool { kept.contains { $0.index == index } }

    private mutating func keep(_ index: Int) { kept.append(Kept(index: index, rewritten: nil)) }

    /// As it stands, or cut to the size that the profile says it has; not at all where it is none.
    private mutating func keepProfile(
        _ chunk: Range<Int>, at index: Int, _ input: Span<UInt8>, _ limits: InputLimits
    ) throws(ImagePrepError) {
        do throws(ProfileFault) {
            let stored = try PNGProfileChunk(input, chunk, limit: limits.metadataBytes)
            let profile = try ICCProfile(stored.bytes)
            guard !stored.isExact || profile.bytes.count != stored.bytes.count else { return keep(index) }
            let writer: PNGChunkWriter
            do throws(ImagePrepError) {
                writer = try PNGChunkWriter(iccProfile: profile.bytes)
            } catch {
                throw ProfileFault(error.description, isWantOfMemory: true)
            }
            kept.append(Kept(index: index, rewritten: writer.bytes))
        } catch {
            if error.isWantOfMemory { throw .outOfMemory(error.reason) }
        }
    }

    /// sRGB: one of four rendering intents.
    private static func isIntent(_ input: Span<UInt8>, _ chunk: Range<Int>) -> Bool {
        chunk.count == 1 && input[chunk.lowerBound] < 4
    }

    /// Within what makes sense; beside an sRGB chunk libpng wants sRGB's, give or take 5 %.
    private static func isGamma(_ input: Span<UInt8>, _ chunk: Range<Int>, besidesSRGB: Bool) -> Bool {
        guard chunk.count == 4, let gamma = input.bigEndian32(at: chunk.lowerBound) else { return false }
        return besidesSRGB ? (43_300...47_700).contains(gamma) : PNGGamma.sensible.contains(gamma)
    }

    /// Points where colours are, as pngcheck draws the line, and white between the primaries, as libpng wants it; beside an
    /// sRGB chunk sRGB's, give or take a thousandth.
    private static func isChromaticities(_ input: Span<UInt8>, _ chunk: Range<Int>, besidesSRGB: Bool) -> Bool {
        guard chunk.count == 32 else { return false }
        let values = (0..<8).compactMap { input.bigEndian32(at: chunk.lowerBound + 4 * $0) }
        if besidesSRGB {
            let srgb = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]
            return zip(values, srgb).allSatisfy { abs($0 - $1) <= 100 }
        }
        let points = stride(from: 0, to: 8, by: 2).map { (x: values[$0], y: values[$0 + 1]) }
        return points.allSatisfy { $0.x <= 80_000 && $0.y <= 80_000 && $0.x + $0.y <= 100_000 }
            && points[0].y >= 5 && isBetween(points[0], points[1], points[2], points[3])
    }

    /// Whether a point lies within a triangle.
    private static func isBetween(
        _ point: (x: Int, y: Int), _ first: (x: Int, y: Int), _ second: (x: Int, y: Int), _ third: (x: Int, y: Int)
    ) -> Bool {
        let sides = [(first, second), (second, third), (third, first)].map { start, end in
            ((start.x - point.x) * (end.y - point.y) - (start.y - point.y) * (end.x - point.x)).signum()
        }
        return sides[0] != 0 && sides.allSatisfy { $0 == sides[0] }
    }
}

extension PNGStructure {
    /// Where the first valid colour chunk of each kind is, of those that stand before the image data.
    fileprivate var firstColorChunks: [ChunkType: Int] {
        var found: [ChunkType: Int] = [:]
        for (index, chunk) in chunks.enumerated() {
            if chunk.type == .idat { break }
            let isColor = [.iccp, .srgb, .gama, .chrm, .cicp].contains(chunk.type)
            if isColor, chunk.isCRCValid, found[chunk.type] == nil { found[chunk.type] = index }
        }
        return found
    }

    /// The whole chunk as it has to be written, where that differs from how it stands: a palette or transparency with more
    /// entries than samples can name, or a transparent colour with bits above the depth.
    func rewritten(_ chunk: Chunk, in input: Span<UInt8>) -> [UInt8]? {
        let data: [UInt8]
        switch chunk.type {
        case .plte:
            guard let palette, palette != chunk.data else { return nil }
            data = palette.map { input[$0] }
        case .trns:
            data = transparentEntries(in: input)
            guard data.count != chunk.data.count || zip(data, chunk.data).contains(where: { $0 != input[$1] }) else {
                return nil
            }
        default: return nil
        }
        var writer = PNGChunkWriter()
        writer.append(chunk.type, data)
        return writer.bytes
    }

    /// The data of tRNS; of one gray or one colour only so many low bits as samples have. Empty where there is none.
    func transparentEntries(in input: Span<UInt8>) -> [UInt8] {
        guard let transparency else { return [] }
        let bytes = transparency.map { input[$0] }
        guard header.colorType != 3, header.bitDepth < 16 else { return bytes }
        let low = UInt8(truncatingIfNeeded: (1 << header.bitDepth) - 1)
        return bytes.enumerated().map { $0.offset % 2 == 0 ? 0 : $0.element & low }
    }
}
