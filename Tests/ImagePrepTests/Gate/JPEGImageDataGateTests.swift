import CTestOracles
import ImagePrep
import Testing

/// What only decoding a JPEG shows: `verify` says so by a kind of its own, and `prepare` with the check leaves it behind.
struct JPEGImageDataGateTests {
    private static let checking: PrepareOptions = {
        var options = PrepareOptions()
        options.inputCheck = .imageData
        return options
    }()

    /// Copied without the check, named by `verify`, and with the check recoded to what libjpeg reads of `file`.
    private func expectSeen(_ file: [UInt8], _ what: Comment) throws {
        let copied = try ImagePreparer().prepare(file)
        #expect(copied.receipt.route == .copy && copied.bytes == file, what)
        let breaches = ImagePreparer().verify(file)
        #expect(!breaches.isEmpty && breaches.allSatisfy { $0.kind == .imageData }, what)
        let checked = try ImagePreparer(options: Self.checking).prepare(file)
        #expect(checked.receipt.route == .transform && checked.receipt.checked == .imageData, what)
        let source = try #require(CoefficientImage(file))
        #expect(source.difference(from: CoefficientImage(checked.bytes), .upright) == nil, what)
        #expect(ImagePreparer().verify(checked.bytes).isEmpty, what)
    }

    /// libjpeg reads up to eight bytes ahead, and drops what it does not need of them without a word.
    @Test(arguments: [1, 2, 5, 8, 40])
    func `bytes behind any scan of a progressive picture are seen`(count: Int) throws {
        for scan in JPEGScanGateTests.progressive.indices(of: 0xDA) {
            let file = JPEGScanGateTests.progressive.changed {
                $0.segments[scan].entropy += [UInt8](repeating: 0x41, count: count)
            }
            try expectSeen(file, "\(count) bytes behind the scan of segment \(scan)")
        }
    }

    @Test(arguments: [1, 2, 5, 8])
    func `bytes before restart markers are seen`(count: Int) throws {
        var recipe = JPEGRecipe(width: 96, height: 64, factors: [(1, 1), (1, 1), (1, 1)])
        recipe.restartInterval = 12
        let plain = JPEGParts(try #require(recipe.file()))
        let scan = plain.indices(of: 0xDA)[0]
        let entropy = plain.segments[scan].entropy
        let restarts = entropy.indices.dropLast().filter {
            entropy[$0] == 0xFF && (0xD0...0xD7).contains(entropy[$0 + 1])
        }
        try #require(restarts.count == 7)
        for place in restarts {
            let file = plain.changed {
                $0.segments[scan].entropy.insert(contentsOf: [UInt8](repeating: 0x41, count: count), at: place)
            }
            try expectSeen(file, "\(count) bytes before the marker at \(place)")
        }
    }

    /// With enough bytes at hand libjpeg decodes without a look at each code, and takes an end of block for one that is not
    /// in the table; with fewer it warns, as djpeg does in the middle of a file.
    @Test func `codes that no table has are seen wherever they stand`() throws {
        var recipe = JPEGRecipe(width: 320, height: 240, factors: [(1, 1)])
        recipe.hasOptimalTables = true
        let plain = JPEGParts(try #require(recipe.file()))
        let file = plain.changed { file in
            let table = file.indices(of: 0xC4).last { file.segments[$0].payload[0] >> 4 == 1 } ?? 0
            let lengths = file.segments[table].payload
            let longest = lengths[1...16].lastIndex { $0 > 0 } ?? 16
            file.segments[table].payload[longest] -= 1
            file.segments[table].payload.removeLast()
        }
        let breaches = ImagePreparer().verify(file)
        #expect(!breaches.isEmpty && breaches.allSatisfy { $0.kind == .imageData })
    }
}
