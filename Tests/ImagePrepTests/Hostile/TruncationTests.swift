import ImagePrep
import Testing

/// Scripts/hostile cuts at every 37th byte; these are some of them.
struct TruncationTests {
    @Test func `cut anywhere, a fixture is refused or what is made of it keeps the promise`() throws {
        var render = PrepareOptions()
        render.truncated = .render
        let preparers = [ImagePreparer(), ImagePreparer(options: render)]
        var (refused, prepared) = (0, 0)
        for (number, fixture) in Fixture.all.enumerated() {
            let bytes = try fixture.bytes
            // Others for each file, so that all kinds of places are met.
            for part in 0..<3 {
                let cut = (bytes.count * (2 * part + number % 2) / 6) / 37 * 37
                for preparer in preparers {
                    do {
                        let image = try preparer.prepare(Array(bytes[..<cut]))
                        #expect(preparer.verify(image.bytes).isEmpty, "\(fixture.file) cut at \(cut)")
                        prepared += 1
                    } catch {
                        if case .internalFault(let what) = error {
                            Issue.record("\(fixture.file) cut at \(cut): \(what)")
                        }
                        refused += 1
                    }
                }
            }
        }
        #expect(refused > 1000)
        #expect(prepared > 100)
    }

    /// A cut file whose end somebody put there again: all markers are in order.
    static func shortened(_ file: String, keeping share: Double) throws -> [UInt8]? {
        guard let fixture = Fixture.all.first(where: { $0.file.hasSuffix(file) }) else { return nil }
        let bytes = try fixture.bytes
        guard let structure = try ImagePreparer().inspect(bytes.span).file as? JPEGStructure,
            let scan = structure.scans.last
        else { return nil }
        var end = scan.entropy.lowerBound + Int(share * Double(scan.entropy.count))
        // Not within a byte that is stuffed.
        while bytes[end - 1] == 0xFF { end -= 1 }
        return Array(bytes[..<end]) + [0xFF, 0xD9]
    }

    @Test(arguments: [
        "jpeg/420-mcu-o1.jpg", "jpeg/444-odd-o1.jpg", "jpeg/gray-mcu-o1.jpg", "jpeg/optimized-420-odd-o1.jpg",
        "jpeg/progressive-420-mcu-o1.jpg",
    ])
    func `rows missing before an end marker are found where image data is checked`(file: String) throws {
        var options = PrepareOptions()
        options.inputCheck = .imageData
        let whole = try #require(try Self.shortened(file, keeping: 1))
        #expect(try ImagePreparer(options: options).prepare(whole).bytes == ImagePreparer().prepare(whole).bytes)
        for share in [0.2, 0.5, 0.8] {
            let cut = try #require(try Self.shortened(file, keeping: share))
            options.truncated = .refuse
            let refused = Result { () throws(ImagePrepError) in try ImagePreparer(options: options).prepare(cut) }
            guard case .failure(.truncated) = refused else {
                Issue.record("\(file), \(share): \(refused)")
                continue
            }
            options.truncated = .render
            let rendered = try ImagePreparer(options: options).prepare(cut)
            #expect(rendered.receipt.route == .render && !rendered.receipt.warnings.isEmpty)
            #expect(ImagePreparer(options: options).verify(rendered.bytes).isEmpty)
        }
    }

    @Test(arguments: [
        "jpeg/420-mcu-o1.jpg", "jpeg/444-odd-o1.jpg", "jpeg/gray-mcu-o1.jpg", "jpeg/progressive-420-mcu-o1.jpg",
    ])
    func `bytes behind the last block are left behind where image data is checked`(file: String) throws {
        let whole = try #require(try Self.shortened(file, keeping: 1))
        let hidden = Array("FF 48.8583N 2.2945E, Jean Dupont".utf8)
        let stuffed = Array(whole.dropLast(2)) + hidden + [0xFF, 0xD9]
        #expect(try ImagePreparer().prepare(stuffed).bytes.contains(canary: "Dupont"))
        var options = PrepareOptions()
        options.inputCheck = .imageData
        let checked = try ImagePreparer(options: options).prepare(stuffed)
        #expect(checked.receipt.route == .transform && checked.receipt.isLossless)
        #expect(!checked.receipt.warnings.isEmpty && !checked.bytes.contains(canary: "Dupont"))
        #expect(ImagePreparer(options: options).verify(checked.bytes).isEmpty)
        let picture = try #require(CoefficientImage(whole))
        #expect(picture.difference(from: CoefficientImage(checked.bytes), .upright) == nil)
    }

    /// libjpeg stops at the second, unless it needs no more than the first.
    @Test(arguments: ["jpeg/420-mcu-o1.jpg", "jpeg/gray-mcu-o1.jpg"])
    func `a second scan of the whole picture is refused on every route`(file: String) throws {
        let bytes = try #require(try Self.shortened(file, keeping: 1))
        guard let structure = try ImagePreparer().inspect(bytes.span).file as? JPEGStructure else { return }
        let scan = structure.segments[structure.scans[0].segmentIndex].range.lowerBound..<bytes.count - 2
        let twice = bytes.dropLast(2) + bytes[scan] + [0xFF, 0xD9]
        var choices = [PrepareOptions](repeating: PrepareOptions(), count: 3)
        choices[1].inputCheck = .imageData
        choices[2].maxDimension = 16
        for options in choices {
            let outcome = Result { () throws(ImagePrepError) in
                try ImagePreparer(options: options).prepare(Array(twice))
            }
            guard case .failure(.malformed(let words)) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(words.contains("second scan"))
        }
    }

    @Test func `a scan with fewer bits than its blocks take at least is refused by default`() throws {
        let cut = try #require(try Self.shortened("jpeg/420-mcu-o1.jpg", keeping: 0.02))
        let outcome = Result { () throws(ImagePrepError) in try ImagePreparer().prepare(cut) }
        guard case .failure(.truncated) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
