import ImagePrep
import Testing

struct ImageDataCheckTests {
    static let intact = Fixture.preparable("png", "png")

    func check(_ file: [UInt8]) throws -> ImageDataCheck {
        guard let structure = try ImagePreparer().inspect(file.span).file as? PNGStructure else {
            throw ImagePrepError.notAnImage(found: "no PNG")
        }
        var memory = ImageDataMemory()
        return try ImageDataCheck(of: structure, in: file.span, using: &memory)
    }

    @Test func `every intact PNG is whole`() throws {
        for fixture in Self.intact {
            let check = try check(fixture.bytes)
            #expect(check.fault == nil && check.foundByteCount == check.expectedByteCount, "\(fixture.file)")
        }
        #expect(Self.intact.count > 80)
    }

    @Test(arguments: [
        ("png-raster-short", ImageDataCheck.Fault.short), ("png-raster-long", .long), ("png-filter-9", .filter(9)),
        ("png-zlib-cut", .short), ("png-adler", .checksum), ("png-zlib-garbage", .notZlib),
        ("png-idat-crc", .crc(chunk: 0)), ("png-bomb-idat", .long),
    ])
    func `what is wrong with image data is named`(name: String, fault: ImageDataCheck.Fault) throws {
        let file = try Fixture.named("hostile/\(name).png")
        #expect(try check(file).fault == fault)
    }

    /// libpng, with zlib in it, knows nothing of our inflate.
    @Test func `of damaged streams those have every row that libpng reads every row of`() throws {
        var random = SeededGenerator(seed: 2)
        var faults: Set<String> = []
        for name in ["rgb8-o1", "gray1-adam7-o1", "palette8-o1", "rgba16-adam7-o1", "idat-stored"] {
            let file = try Fixture.named("png/\(name).png")
            let stream = ChunkFile.imageData(file)
            for _ in 0..<150 {
                var damaged = stream
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
                let other = ChunkFile.file(file, imageData: damaged)
                guard (try ImagePreparer().inspect(other.span).file) is PNGStructure else { continue }
                let fault = try check(other).fault
                let isRead = (try? PNGDecodingTests.rows(other, onlyWithLibpng: true).get()) != nil
                #expect(
                    isRead == [nil, .checksum, .long, .window].contains(fault), "\(name): \(fault.debugDescription)")
                faults.insert(fault.map { "\($0)" } ?? "none")
            }
        }
        #expect(faults.count >= 5, "\(faults)")
    }

    @Test func `the end of the stream is found within its chunks`() throws {
        let plain = try Fixture.named("png/rgb8-o1.png")
        let count = ChunkFile.imageData(plain).count
        for name in ["hidden-behind-zlib-stream", "hidden-in-own-idat", "hidden-in-many-idat", "idat-one-byte-each"] {
            let check = try check(Fixture.named("png/\(name).png"))
            #expect(check.fault == nil && check.streamByteCount == count, "\(name)")
        }
    }

    /// Larger than what is inflated between two looks at it, and matches that reach over its border.
    @Test(arguments: [1, 1_000, .max])
    func `a stream of many windows is read as what it is, however its chunks are cut`(chunkBytes: Int) throws {
        let picture = PlainPNG.picture(700, 600, colorType: 2, depth: 8)
        var options = PrepareOptions()
        options.inputLimits.segments = .max
        let deflated = try PNGRenderingTests.rendered(picture.file()).bytes
        let stream = ChunkFile.imageData(deflated)
        var chunks = ChunkFile.chunks(deflated).filter { $0.type == "IHDR" }
        for start in stride(from: 0, to: stream.count, by: min(chunkBytes, stream.count)) {
            chunks.append(("IDAT", Array(stream[start...].prefix(chunkBytes))))
        }
        let file = ChunkFile.file(chunks + [("IEND", [])])
        guard let structure = try ImagePreparer(options: options).inspect(file.span).file as? PNGStructure else {
            return
        }
        var memory = ImageDataMemory()
        let check = try ImageDataCheck(of: structure, in: file.span, using: &memory)
        #expect(check.fault == nil && check.streamByteCount == stream.count)
        #expect(check.foundByteCount == 600 * 2_101)
        let rows = try PNGRows.decoded(file.span, structure)
        #expect(rows.map(Int.init) == picture.samples)
    }

    @Test func `a cut anywhere is short or damaged, never whole`() throws {
        let file = try Fixture.named("png/rgb8-adam7-o1.png")
        let stream = ChunkFile.imageData(file)
        for count in stride(from: 0, to: stream.count, by: 7) {
            let cut = ChunkFile.file(file, imageData: Array(stream.prefix(count)))
            let check = try check(cut)
            #expect(check.fault != nil && check.foundByteCount <= check.expectedByteCount)
        }
    }
}
