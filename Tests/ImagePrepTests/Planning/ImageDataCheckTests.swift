import ImagePrep
import Testing

struct ImageDataCheckTests {
    static let intact = Fixture.preparable("png", "png")

    func check(_ file: [UInt8], inflatesAtOnce: Bool) throws -> ImageDataCheck {
        guard case .png(let structure) = try ImagePreparer().inspect(file.span).container else {
            throw ImagePrepError.notAnImage(found: "no PNG")
        }
        var memory = ImageDataMemory()
        return try ImageDataCheck(of: structure, in: file.span, using: &memory, inflatesAtOnce: inflatesAtOnce)
    }

    @Test(arguments: [true, false])
    func `every intact PNG is whole, at once or through a window`(inflatesAtOnce: Bool) throws {
        for fixture in Self.intact {
            let check = try check(fixture.bytes, inflatesAtOnce: inflatesAtOnce)
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
        #expect(try check(file, inflatesAtOnce: true).fault == fault)
        #expect(try check(file, inflatesAtOnce: false).fault == fault)
    }

    /// libdeflate behind the one way and our own inflate behind the other know nothing of each other.
    @Test func `both ways give the same verdict on damaged streams`() throws {
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
                let (first, second) = (
                    try check(other, inflatesAtOnce: true), try check(other, inflatesAtOnce: false)
                )
                #expect(first == second)
                faults.insert(first.fault.map { "\($0)" } ?? "none")
            }
        }
        #expect(faults.count >= 5, "\(faults)")
    }

    @Test func `the end of the stream is found within its chunks`() throws {
        let plain = try Fixture.named("png/rgb8-o1.png")
        let count = ChunkFile.imageData(plain).count
        for name in ["hidden-behind-zlib-stream", "hidden-in-own-idat", "hidden-in-many-idat", "idat-one-byte-each"] {
            for inflatesAtOnce in [true, false] {
                let check = try check(Fixture.named("png/\(name).png"), inflatesAtOnce: inflatesAtOnce)
                #expect(check.fault == nil && check.streamByteCount == count, "\(name)")
            }
        }
    }

    @Test(arguments: [true, false])
    func `a cut anywhere is short or damaged, never whole`(inflatesAtOnce: Bool) throws {
        let file = try Fixture.named("png/rgb8-adam7-o1.png")
        let stream = ChunkFile.imageData(file)
        for count in stride(from: 0, to: stream.count, by: 7) {
            let cut = ChunkFile.file(file, imageData: Array(stream.prefix(count)))
            let check = try check(cut, inflatesAtOnce: inflatesAtOnce)
            #expect(check.fault != nil && check.foundByteCount <= check.expectedByteCount)
        }
    }
}
