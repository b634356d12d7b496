import CImageCodecs
import ImagePrep
import Testing

/// Whose fault it is that a JPEG cannot be read, asked of the decoder and of the transform alike.
struct JPEGFaultTests {
    /// Damage, and by T.81 and what libjpeg can do whose fault it is.
    enum Damage: String, CaseIterable {
        case linesCountedLater, noColumns, noComponents, elevenComponents, widestSide, twelveBits, differentialFrame
        case noTables, unknownComponent, fiveFoldSampling, badHuffmanTable, noScan
        case endsBeforeScan, endsInScan, endMarkerInScan, otherMarkerInScan
        case lastComponentAbsent, endsBeforeLastComponent, endsBeforeRefinement, arithmeticWithoutEnd

        var status: ip_status {
            switch self {
            case .linesCountedLater, .elevenComponents, .widestSide, .twelveBits, .differentialFrame: IP_UNSUPPORTED
            case .noColumns, .noComponents, .noTables, .unknownComponent, .fiveFoldSampling, .badHuffmanTable,
                .noScan, .lastComponentAbsent:
                IP_MALFORMED
            case .endsBeforeScan, .endsInScan, .endMarkerInScan, .otherMarkerInScan, .endsBeforeLastComponent,
                .endsBeforeRefinement, .arithmeticWithoutEnd:
                IP_TRUNCATED
            }
        }

        func file() throws -> [UInt8] {
            var recipe = JPEGRecipe(width: 96, height: 64, factors: [(2, 2), (1, 1), (1, 1)])
            recipe.separatesComponents = self == .lastComponentAbsent || self == .endsBeforeLastComponent
            recipe.isProgressive = self == .endsBeforeRefinement
            recipe.isArithmetic = self == .arithmeticWithoutEnd
            var file = MarkedFile(bytes: try #require(recipe.file()))
            try damage(&file)
            return file.bytes
        }

        private func damage(_ file: inout MarkedFile) throws {
            let middle = file.bytes.count * 3 / 4
            switch self {
            case .linesCountedLater: try file.set([0, 0], in: 0xC0, at: 5)
            case .noColumns: try file.set([0, 0], in: 0xC0, at: 7)
            case .noComponents: try file.set([0], in: 0xC0, at: 9)
            case .elevenComponents:
                let components = (UInt8(1)...11).flatMap { number -> [UInt8] in [number, 0x11, 0] }
                try file.replace(0xC0, by: [0xFF, 0xC0, 0, 41, 8, 0, 64, 0, 96, 11] + components)
            case .widestSide: try file.set([0xFF, 0xFF], in: 0xC0, at: 7)
            case .twelveBits: try file.set([12], in: 0xC0, at: 4)
            case .differentialFrame: try file.set([0xC5], in: 0xC0, at: 1)
            case .noTables: while file.range(of: 0xDB) != nil { try file.replace(0xDB, by: []) }
            case .unknownComponent: try file.set([77], in: 0xDA, at: 5)
            case .fiveFoldSampling: try file.set([0x51], in: 0xC0, at: 11)
            case .badHuffmanTable: try file.set([3], in: 0xC4, at: 5)
            case .noScan: file.bytes = Array(file.bytes[..<(try file.lastScan())]) + [0xFF, 0xD9]
            case .endsBeforeScan: file.bytes = Array(file.bytes[..<(try file.lastScan())])
            case .endsInScan: file.bytes = Array(file.bytes[..<middle])
            case .endMarkerInScan: file.bytes = Array(file.bytes[..<middle]) + [0xFF, 0xD9]
            case .otherMarkerInScan: file.bytes.replaceSubrange(middle..<middle, with: [0xFF, 0xFE, 0, 2])
            case .lastComponentAbsent: file.bytes = Array(file.bytes[..<(try file.lastScan())]) + [0xFF, 0xD9]
            case .endsBeforeLastComponent, .endsBeforeRefinement:
                file.bytes = Array(file.bytes[..<(try file.lastScan())])
            case .arithmeticWithoutEnd: file.bytes.removeLast(2)
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func `the fault is the same by every route, and the right one`(damage: Damage) throws {
        let file = try damage.file()
        for route in CodecRoute.allCases {
            let report = route.read(file)
            #expect(report.status == damage.status, "\(route): \(report.message)")
        }
    }

    @Test func `a file that ends before its first scan is said to do so by both`() throws {
        let file = try Damage.endsBeforeScan.file()
        for route in CodecRoute.allCases {
            #expect(route.read(file).message == "the file ends before the first scan")
        }
    }

    /// The decoder does not look behind the only scan, and has more to do with the header: where both fail, they agree.
    @Test(arguments: 0..<5)
    func `with any byte wrong, both routes that fail blame the same`(index: Int) throws {
        var recipe = JPEGRecipe(width: 48, height: 32, factors: [(2, 2), (1, 1), (1, 1)])
        recipe.isProgressive = index == 1
        recipe.restartInterval = index == 2 ? 5 : 0
        recipe.separatesComponents = index == 3
        recipe.isArithmetic = index == 4
        let file = try #require(recipe.file())
        var bothFailed = 0
        for offset in stride(from: 2, to: file.count, by: 5) {
            var damaged = file
            damaged[offset] = UInt8(truncatingIfNeeded: offset &* 151 &+ 13)
            let (decoded, transformed) = (CodecRoute.decoder.read(damaged), CodecRoute.transform.read(damaged))
            guard decoded.status != IP_OK, transformed.status != IP_OK else { continue }
            bothFailed += 1
            #expect(
                decoded.status == transformed.status,
                "byte \(offset): \(decoded.message) / \(transformed.message)")
        }
        #expect(bothFailed > 5)
    }

    @Test func `which limit was reached is told as a kind, with both numbers`() throws {
        var recipe = JPEGRecipe(width: 96, height: 64, factors: [(2, 2), (1, 1), (1, 1)])
        recipe.isProgressive = true
        let scans = try #require(recipe.file())
        recipe.isProgressive = false
        recipe.restartInterval = 2
        var disordered = MarkedFile(bytes: try #require(recipe.file()))
        try disordered.disorderRestarts()
        for route in CodecRoute.allCases {
            var report = route.read(scans, CodecRoute.Limits(scans: 2))
            #expect(report.status == IP_LIMIT_EXCEEDED && report.limitKind == IP_LIMIT_SCANS)
            #expect(report.limit == 2 && report.actual == 3)
            report = route.read(disordered.bytes, CodecRoute.Limits(warnings: 0))
            #expect(report.status == IP_LIMIT_EXCEEDED && report.limitKind == IP_LIMIT_WARNINGS)
            #expect(report.limit == 0 && report.actual == 1)
        }
        let report = CodecRoute.transform.read(scans, CodecRoute.Limits(memoryBytes: 1000))
        #expect(report.status == IP_LIMIT_EXCEEDED && report.limitKind == IP_LIMIT_MEMORY && report.limit == 1000)
    }

    /// Each restart interval that is missing would be a warning of its own.
    @Test func `what follows an accepted cut is one warning on every route`() throws {
        var recipe = JPEGRecipe(width: 256, height: 256, factors: [(1, 1)])
        recipe.restartInterval = 2
        let file = try #require(recipe.file())
        let cut = Array(file[..<(file.count / 4)])
        for route in CodecRoute.allCases {
            let report = route.read(cut, CodecRoute.Limits(warnings: 1), acceptsTruncated: true)
            #expect(report.status == IP_OK && report.warningCount == 1, "\(route): \(report.message)")
        }
    }
}
