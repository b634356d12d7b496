#if HEIF
import ImagePrep
import Testing

struct HEIFDamageTests {
    static func result(_ file: [UInt8], _ limits: InputLimits = InputLimits()) -> Result<PreparedImage, ImagePrepError>
    {
        var options = PrepareOptions()
        options.inputLimits = limits
        return ImagePreparer(options: options).result(file)
    }

    @Test(arguments: HEIFOrientationTests.suffixes, ["plain", "grid", "alpha", "metadata", "pieces"])
    func `cut at any byte a file is refused or the same picture`(suffix: String, name: String) throws {
        let file = try Fixture.named("heif/\(name).\(suffix)")
        let whole = try Self.result(file).get().bytes
        var refused = 0
        for count in 0..<file.count {
            switch Self.result(Array(file[..<count])) {
            case .success(let image): #expect(image.bytes == whole, "cut at \(count)")
            case .failure(.truncated), .failure(.notAnImage), .failure(.malformed): refused += 1
            case .failure(let error): Issue.record("cut at \(count): \(error)")
            }
        }
        #expect(refused > file.count / 4)
    }

    @Test(arguments: HEIFOrientationTests.suffixes, ["plain", "grid", "alpha", "nclx-pq"])
    func `altered bytes lead to an error or a picture`(suffix: String, name: String) throws {
        let file = try Fixture.named("heif/\(name).\(suffix)")
        var noise = PlainNoise(seed: 19)
        var answers = Set<String>()
        for index in file.indices {
            var altered = file
            altered[index] = UInt8(truncatingIfNeeded: noise.next())
            switch Self.result(altered) {
            case .success: answers.insert("prepared")
            case .failure(.internalFault(let what)): Issue.record("byte \(index): \(what)")
            case .failure(let error): answers.insert(error.code)
            }
        }
        #expect(answers.contains("prepared") && answers.contains("malformed"))
    }

    @Test(arguments: [
        ("kind-iovl", "overlay"), ("kind-unci", "uncompressed"), ("kind-mski", "mask"), ("kind-avc1", "H.264"),
        ("kind-vvc1", "H.266"), ("kind-j2k1", "JPEG 2000"), ("moov-only", "sequence"), ("nclx-ycgco", "matrix"),
    ])
    func `what is not read is refused by name`(name: String, word: String) throws {
        for suffix in HEIFOrientationTests.suffixes {
            guard case .failure(.unsupported(let feature, _)) = Self.result(try Fixture.named("heif/\(name).\(suffix)"))
            else {
                Issue.record("\(name).\(suffix) is not refused as unsupported")
                continue
            }
            #expect(feature.contains(word))
        }
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `sizes that lie are found before anything is decoded`(suffix: String) throws {
        guard case .failure(.malformed(let what)) = Self.result(try Fixture.named("heif/ispe-larger.\(suffix)")) else {
            Issue.record("a size that the coded picture does not have")
            return
        }
        #expect(what.contains("80x64") && what.contains("72x64"))
        guard
            case .failure(.limitExceeded(.pixels, _, 3_600_000_000)) = Self.result(
                try Fixture.named("heif/ispe-huge.\(suffix)"))
        else {
            Issue.record("a size over the limits")
            return
        }
        #expect(throws: ImagePrepError.limitExceeded(.segments, limit: 2_048, actual: 4_096)) {
            try Self.result(Fixture.named("heif/tiles-4096.\(suffix)")).get()
        }
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `limits of pixels, sides and memory refuse and do not over-refuse`(suffix: String) throws {
        let file = try Fixture.named("heif/plain.\(suffix)")
        for (pixels, side, fits) in [(4_608, 72, true), (4_607, 72, false), (4_608, 71, false)] {
            var limits = InputLimits()
            (limits.pixels, limits.side) = (pixels, side)
            let isPrepared = (try? Self.result(file, limits).get()) != nil
            #expect(isPrepared == fits)
        }
        var limits = InputLimits()
        limits.workingMemoryBytes = 1 << 20
        guard case .failure(.limitExceeded(.workingMemory, _, _)) = Self.result(file, limits) else {
            Issue.record("memory is not limited")
            return
        }
    }

    @Test func `pictures that are two in one item are refused`() throws {
        guard case .failure(.malformed(let what)) = Self.result(try Fixture.named("heif/two-pictures.heic")) else {
            Issue.record("two pictures are prepared")
            return
        }
        #expect(what.hasPrefix("2 pictures of HEVC"))
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `what is left behind is named, and no byte is counted twice`(suffix: String) throws {
        let expected: [(String, Set<MetadataKind>)] = [
            ("metadata", [.exif, .xmp]), ("gain-map", [.gainMap]), ("auxiliary", [.auxiliaryImage]),
            ("exif-of-thumbnail", [.thumbnail, .exif]), ("free-uuid", [.fillBytes, .unknown]), ("trailing", [.trailer]),
            ("tone-mapped-item", [.gainMap, .exif]), ("sequence-too", [.animation]), ("icc-p3", [.iccProfile]),
            ("plain", []), ("grid", []), ("alpha", []), ("idat", []), ("pieces", []),
        ]
        for (name, kinds) in expected {
            let file = try Fixture.named("heif/\(name).\(suffix)")
            let inspection = try ImagePreparer().inspect(file.span)
            #expect(Set(inspection.metadata.map(\.kind)) == kinds, "\(name)")
            #expect(inspection.metadata.reduce(0) { $0 + $1.byteCount } < file.count)
        }
    }
}
#endif
