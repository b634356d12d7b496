import ImagePrep
import Testing

/// Tables that readers refuse, take from different places, or that somebody hides in.
struct JPEGTableGateTests {
    static let plain = JPEGParts((try? Fixture.named("jpeg/444-mcu-o1.jpg")) ?? [])

    /// The DC tables of annex K end with 111111110; one code more of that length is the one of ones alone.
    static func withAllOnesCode(_ source: JPEGParts) -> [UInt8] {
        source.changed { file in
            for index in file.indices(of: 0xC4) where file.segments[index].payload[0] >> 4 == 0 {
                let lengths = file.segments[index].payload
                let longest = lengths[1...16].lastIndex { $0 > 0 } ?? 16
                file.segments[index].payload[longest] += 1
                file.segments[index].payload.append(11)
            }
        }
    }

    @Test func `a code of ones alone is coded away without loss`() throws {
        let file = Self.withAllOnesCode(Self.plain)
        #expect(CoefficientImage(file) == nil, "libjpeg is to refuse it")
        #expect(ImagePreparer().verify(file).map(\.code) == ["framing"])
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .transform && prepared.receipt.isLossless)
        let source = try #require(CoefficientImage(Self.plain.file))
        #expect(source.difference(from: CoefficientImage(prepared.bytes), .upright) == nil)
        #expect(try ImagePreparer().prepare(prepared.bytes).receipt.route == .copy)
    }

    @Test func `an invalid table that no scan uses goes, and one that is used is refused`() throws {
        let lengths: [UInt8] = [1, 1] + [UInt8](repeating: 0, count: 14)
        let unused = Self.plain.changed {
            $0.segments.insert(.init(marker: 0xC4, payload: [3] + lengths + [17, 255]), at: $0.frameIndex)
        }
        #expect(try ImagePreparer().prepare(unused).bytes == Self.plain.file)
        let tooMany = Self.plain.changed {
            $0.segments.insert(
                .init(marker: 0xC4, payload: [0x13, 3] + [UInt8](repeating: 0, count: 15) + [1, 2, 3]),
                at: $0.frameIndex)
        }
        #expect(try ImagePreparer().prepare(tooMany).bytes == Self.plain.file)
        let used = Self.plain.changed {
            let index = $0.indices(of: 0xC4)[0]
            let end = $0.segments[index].payload.count - 1
            $0.segments[index].payload[end] = 17
        }
        #expect(throws: ImagePrepError.malformed("a DC Huffman table with the category 17")) {
            try ImagePreparer().prepare(used)
        }
    }

    @Test(arguments: [UInt8(1), 3, 6, 8])
    func `a table behind the only scan changes nothing on the transform route`(orientation: UInt8) throws {
        var source = Self.plain
        source.setOrientation(orientation)
        let right = try ImagePreparer().prepare(source.file)
        for number in [UInt8(0), 1] {
            let table = [number] + Array("SECRET-GPS-52".utf8) + [UInt8](repeating: 1, count: 51)
            let file = source.changed { $0.segments.append(.init(marker: 0xDB, payload: table)) }
            let prepared = try ImagePreparer().prepare(file)
            #expect(!prepared.bytes.contains(canary: "SECRET-GPS-52"))
            let expected = try #require(CoefficientImage(right.bytes))
            #expect(expected.difference(from: CoefficientImage(prepared.bytes), .upright) == nil)
        }
    }

    @Test func `a table that is defined anew between scans and that no first scan finds goes`() throws {
        var recipe = JPEGRecipe(width: 40, height: 24, factors: [(1, 1), (1, 1), (1, 1)])
        recipe.separatesComponents = true
        let plain = JPEGParts(try #require(recipe.file()))
        let file = plain.changed {
            // Behind luma's scan, for luma's table: chroma has another.
            let table = [UInt8(0)] + [UInt8](repeating: 99, count: 64)
            $0.segments.insert(.init(marker: 0xDB, payload: table), at: $0.indices(of: 0xDA)[1])
        }
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.bytes == (try ImagePreparer().prepare(plain.file).bytes))
        #expect(prepared.receipt.removed.map(\.kind) == [.unusedTable])
    }
}
