import CTestOracles
import ImagePrep
import Testing

/// Scans that bring something twice, out of order or not at all.
struct JPEGScanGateTests {
    static let progressive: JPEGParts = {
        var recipe = JPEGRecipe(width: 48, height: 40, factors: [(1, 1), (1, 1), (1, 1)])
        recipe.isProgressive = true
        return JPEGParts(recipe.file() ?? [])
    }()

    static let separate: JPEGParts = {
        var recipe = JPEGRecipe(width: 48, height: 40, factors: [(1, 1), (1, 1), (1, 1)])
        recipe.separatesComponents = true
        return JPEGParts(recipe.file() ?? [])
    }()

    /// A scan with the tables before it.
    static func scan(_ number: Int, of file: JPEGParts) -> ArraySlice<JPEGParts.Segment> {
        let scans = file.indices(of: 0xDA)
        let start = number == 0 ? file.frameIndex + 1 : scans[number - 1] + 1
        return file.segments[start...scans[number]]
    }

    /// Expects the coefficients that libjpeg reads of `file`, in a file of which libjpeg warns of nothing.
    private func expectRecoded(_ file: [UInt8], _ what: Comment) throws {
        #expect(ImagePreparer().verify(file).map(\.code).contains("framing"), what)
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .transform, what)
        let source = try #require(CoefficientImage(file))
        let made = try #require(CoefficientImage(prepared.bytes))
        #expect(source.difference(from: made, .upright) == nil && made.header.warning_count == 0, what)
        #expect(ImagePreparer().verify(prepared.bytes).isEmpty, what)
    }

    @Test func `a picture that a later scan replaces is not handed on`() throws {
        let first = Self.scan(0, of: Self.progressive)
        try expectRecoded(Self.progressive.changed { $0.segments += first }, "the first DC scan again at the end")
        let luma = Self.scan(0, of: Self.separate)
        try expectRecoded(Self.separate.changed { $0.segments += luma }, "luma again at the end")
    }

    @Test func `refinements out of order are recoded losslessly`() throws {
        let scans = Self.progressive.indices(of: 0xDA)
        // Ah and Al of a refinement that is the second for its component.
        let refining = try #require(scans.last { Self.progressive.segments[$0].payload.last ?? 0 >= 0x10 })
        try expectRecoded(
            Self.progressive.changed { file in
                let again = file.segments[refining]
                file.segments.append(again)
            }, "the last refinement twice")
    }

    @Test func `AC coefficients without any DC are recoded losslessly`() throws {
        let file = Self.progressive.changed { file in
            // Scans of all three components have DC alone.
            for index in file.indices(of: 0xDA).reversed() where file.segments[index].payload.count == 10 {
                file.segments.remove(at: index)
            }
        }
        try expectRecoded(file, "no DC scan")
    }

    @Test func `a file that lacks its last refinement is copied with a warning, and verifies`() throws {
        let last = Self.scan(Self.progressive.indices(of: 0xDA).count - 1, of: Self.progressive)
        let file = Self.progressive.changed { $0.segments.removeSubrange(last.indices) }
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .copy)
        #expect(prepared.receipt.warnings.contains { $0.contains("unrefined") })
        #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
        var options = PrepareOptions()
        options.inputCheck = .imageData
        #expect(try ImagePreparer(options: options).prepare(file).bytes == file)
    }

    @Test func `components that no scan has are missing, or rendered where that is wanted`() throws {
        let file = Self.separate.changed { file in
            for index in file.indices(of: 0xDA).dropFirst().reversed() { file.segments.remove(at: index) }
        }
        #expect(throws: ImagePrepError.truncated("no scan has component 2 of 3")) { try ImagePreparer().prepare(file) }
        #expect(ImagePreparer().verify(file).map(\.code).suffix(2) == ["truncated", "truncated"])
        var options = PrepareOptions()
        options.truncated = .render
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(prepared.receipt.route == .render && !prepared.receipt.warnings.isEmpty)
        #expect(ImagePreparer(options: options).verify(prepared.bytes).isEmpty)
    }

    /// Behind the last MCU's code: libjpeg warns of many bytes, and says nothing of a few.
    @Test(arguments: [1, 2, 7, 8, 9, 30, 5_000])
    func `the receipt says which check was made, and verify by which look it sees a fault`(count: Int) throws {
        let plain = JPEGParts(try Fixture.named("jpeg/444-mcu-o1.jpg"))
        let file = plain.changed {
            $0.segments[$0.indices(of: 0xDA)[0]].entropy += [UInt8](repeating: 0x55, count: count)
        }
        let copied = try ImagePreparer().prepare(file)
        #expect(copied.receipt.route == .copy && copied.receipt.checked == .headers)
        #expect(ImagePreparer().verify(copied.bytes, check: .container).isEmpty)
        let breaches = ImagePreparer().verify(copied.bytes)
        #expect(!breaches.isEmpty && breaches.allSatisfy { $0.kind == .imageData })
        var options = PrepareOptions()
        options.inputCheck = .imageData
        let checked = try ImagePreparer(options: options).prepare(file)
        #expect(checked.receipt.checked == .imageData)
        #expect(ImagePreparer().verify(checked.bytes).isEmpty)
        #expect(try ImagePreparer().prepare(Fixture.named("png/rgb8-o1.png")).receipt.checked == .imageData)
    }

    /// One gray block whose first AC coefficient is 1,025, of 11 bits: an 8-bit picture has 10 at most, and no Huffman table
    /// of T.81, F.1.2.2 a code for more.
    static let largeCoefficient: [UInt8] = {
        func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
            [0xFF, marker, 0, UInt8(payload.count + 2)] + payload
        }
        let noCodes = [UInt8](repeating: 0, count: 14)
        return [0xFF, 0xD8] + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
            + segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
            // DC: 0 for a difference of 0. AC: 00 for 11 bits, 01 for the block's end.
            + segment(0xC4, [0x00, 1, 0] + noCodes + [0]) + segment(0xC4, [0x10, 0, 2] + noCodes + [0x0B, 0x00])
            + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0b0001_0000, 0b0000_0101, 0xFF, 0xD9]
    }()

    @Test func `a picture whose coefficients no table can code is rendered`() throws {
        let source = try #require(CoefficientImage(Self.largeCoefficient))
        #expect(source.header.warning_count == 0)
        var file = JPEGParts(Self.largeCoefficient)
        file.setOrientation(2)
        let prepared = try ImagePreparer().prepare(file.file)
        #expect(prepared.receipt.route == .render && prepared.receipt.reasonCode == "orientation")
        #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
    }
}
