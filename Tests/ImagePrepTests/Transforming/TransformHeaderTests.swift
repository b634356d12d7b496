import CTestOracles
import ImagePrep
import Testing

/// Which segments a transformed file has.
struct TransformHeaderTests {
    private let color = JPEGRecipe(width: 48, height: 32, factors: [(2, 1), (1, 1), (1, 1)])
    private let cmyk = JPEGRecipe(width: 48, height: 32, factors: Array(repeating: (1, 1), count: 4))

    /// Puts segments right behind SOI, or behind the JFIF segment that the oracle wrote.
    private func inserting(_ segments: [(UInt8, [UInt8])], into file: [UInt8], replacingFirst: Bool = false) -> [UInt8]
    {
        var bytes = Array(file[..<2])
        for (marker, payload) in segments {
            let length = payload.count + 2
            bytes += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)]
            bytes += payload
        }
        let firstByteCount = 2 + (Int(file[4]) << 8) + Int(file[5])
        return bytes + file[(replacingFirst ? 2 + firstByteCount : 2)...]
    }

    private func markers(_ file: [UInt8]) throws -> [UInt8] {
        guard let structure = try ImagePreparer().inspect(file.span).file as? JPEGStructure else { return [] }
        return structure.segments.map(\.marker)
    }

    @Test func `JFIF keeps its density, turned, and loses its thumbnail`() throws {
        let thumbnail = Array("CANARY".utf8) + Array(repeating: UInt8(7), count: 6)
        let jfif = Array("JFIF\0".utf8) + [1, 2, 1, 0x01, 0x2C, 0x00, 0x48, 2, 2] + thumbnail
        let file = inserting([(0xE0, jfif)], into: try #require(color.file()), replacingFirst: true)
        for (orientation, x, y) in [(Orientation.rotate180, 300, 72), (.rotate90, 72, 300), (.transverse, 72, 300)] {
            let output = try transformed(file, orientation)
            let header = try #require(CoefficientImage(output.bytes)?.header)
            #expect(header.has_jfif && header.density_x == Int32(x) && header.density_y == Int32(y))
            #expect(Array(output.bytes[..<6]) == [0xFF, 0xD8, 0xFF, 0xE0, 0, 16])
            #expect(!output.bytes.contains(subsequence: Array("CANARY".utf8)))
        }
    }

    @Test func `Adobe keeps its transform and its 12 bytes`() throws {
        let file = try #require(cmyk.file())
        let source = try #require(CoefficientImage(file))
        let adobe = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 2] + Array("CANARY".utf8)
        let long = inserting([(0xEE, adobe)], into: file, replacingFirst: true)
        let output = try transformed(long, .rotate90)
        let header = try #require(CoefficientImage(output.bytes)?.header)
        #expect(source.header.adobe_transform == 0 && header.has_adobe && header.adobe_transform == 2)
        #expect(!header.has_jfif)
        #expect(Array(output.bytes[2..<6]) == [0xFF, 0xEE, 0, 14])
        #expect(!output.bytes.contains(subsequence: Array("CANARY".utf8)))
    }

    @Test func `metadata goes and nothing takes its place`() throws {
        let canary = Array("CANARY".utf8)
        let segments: [(UInt8, [UInt8])] = [
            (0xE1, Array("Exif\0\0".utf8) + canary), (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + canary),
            (0xFE, canary), (0xED, Array("Photoshop 3.0\0".utf8) + canary), (0xE0, Array("JFXX\0".utf8) + canary),
        ]
        let file = inserting(segments, into: try #require(color.file())) + canary
        let output = try transformed(file, .transpose)
        #expect(!output.bytes.contains(subsequence: canary))
        #expect(try markers(output.bytes) == [0xE0, 0xDB, 0xDB, 0xC0, 0xC4, 0xC4, 0xC4, 0xC4, 0xDA])
        #expect(output.keptMetadata.isEmpty)
    }

    @Test func `a profile travels along where the plan keeps it`() throws {
        let profile = Array("ICC_PROFILE\0".utf8) + [1, 1] + SyntheticProfile.displayP3.bytes
        let file = inserting([(0xE2, profile)], into: try #require(color.file()))
        var inspection = try ImagePreparer().inspect(file.span)
        inspection.orientation = .rotate90
        let workspace = Workspace()
        for (color, isKept) in [(ColorStep.keepProfile, true), (.none, false)] {
            let plan = Plan(.transform(), targetSize: inspection.uprightSize, format: .jpeg, color: color)
            let output = try Transformer(PreparationContext(using: workspace))
                .transform(file.span, inspection, plan)
            #expect(output.bytes.contains(subsequence: profile) == isKept)
            #expect(output.keptMetadata == (isKept ? [.iccProfile] : []))
        }
    }

    @Test(arguments: [1, 3, 6, 12, 5, 7])
    func `restart intervals of whole rows stay that many rows`(interval: Int) throws {
        var recipe = JPEGRecipe(width: 96, height: 64, factors: [(2, 2), (1, 1), (1, 1)])
        recipe.restartInterval = interval
        let file = try #require(recipe.file())
        // 6 MCUs a row, 4 rows; turned, 4 MCUs a row.
        let oriented = try #require(CoefficientImage(try transformed(file, .rotate90).bytes))
        #expect(oriented.header.restart_interval == Int32(interval % 6 == 0 ? interval / 6 * 4 : interval))
        let mirrored = try #require(CoefficientImage(try transformed(file, .flipHorizontally).bytes))
        #expect(mirrored.header.restart_interval == Int32(interval))
    }
}

extension [UInt8] {
    fileprivate func contains(subsequence: [UInt8]) -> Bool {
        guard count >= subsequence.count else { return false }
        return (0...(count - subsequence.count)).contains {
            self[$0..<$0 + subsequence.count].elementsEqual(subsequence)
        }
    }
}
