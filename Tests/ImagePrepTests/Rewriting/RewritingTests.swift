import Foundation
import ImagePrep
import Testing

struct RewritingTests {
    static let upright =
        (Fixture.preparable("metadata", "jpeg") + Fixture.preparable("png", "png")
        + Fixture.preparable("jpeg", "jpeg")).filter { $0.orientation == 1 }

    /// Those that go by copy or rewrite, with what was made of them.
    static let prepared: [(fixture: Fixture, input: [UInt8], output: PreparedImage)] = upright.compactMap { fixture in
        guard let input = try? fixture.bytes, let plan = try? ImagePreparer().plan(input.span),
            plan.route == .copy || plan.route == .rewrite, let output = try? ImagePreparer().prepare(input)
        else { return nil }
        return (fixture, input, output)
    }

    @Test func `most upright fixtures need no pixels`() {
        #expect(Self.prepared.count > 100)
        #expect(Self.prepared.count { $0.output.receipt.route == .rewrite } > 70)
        #expect(Self.prepared.count { $0.output.receipt.route == .copy } > 30)
    }

    @Test func `what was removed accounts for every byte`() {
        for (fixture, input, output) in Self.prepared {
            let removed = output.receipt.removed.reduce(0) { $0 + $1.byteCount }
            #expect(removed == input.count - output.bytes.count, "\(fixture.file): \(output.receipt.removed)")
        }
    }

    @Test func `no planted string is left, in 8-bit or UTF-16`() throws {
        var checked = 0
        for (fixture, input, output) in Self.prepared {
            guard let canary = fixture.canary else { continue }
            #expect(input.contains(canary: canary), "\(fixture.file) lost its canary")
            #expect(!output.bytes.contains(canary: canary), "\(fixture.file)")
            checked += 1
        }
        #expect(checked > 60)
    }

    @Test func `entropy-coded bytes are the input's`() {
        for (fixture, input, output) in Self.prepared where fixture.format == "jpeg" {
            let bytes = PlainJPEG.entropyCodedBytes(input)
            #expect(bytes.count > 5, "\(fixture.file)")
            #expect(bytes == PlainJPEG.entropyCodedBytes(output.bytes), "\(fixture.file)")
        }
    }

    @Test func `preparing the output again copies it`() throws {
        for (fixture, _, output) in Self.prepared {
            let again = try ImagePreparer().prepare(output.bytes)
            #expect(again.receipt.route == .copy, "\(fixture.file): \(again.receipt.reason)")
            #expect(again.bytes == output.bytes, "\(fixture.file)")
        }
    }

    @Test func `nothing that a verifier names is left`() {
        for (fixture, _, output) in Self.prepared where output.receipt.warnings.isEmpty {
            #expect(ImagePreparer().verify(output.bytes).isEmpty, "\(fixture.file)")
        }
    }

    @Test(.enabled(if: Program("djpeg") != nil, "djpeg is not installed"))
    func `djpeg decodes the same pixels`() throws {
        let djpeg = try #require(Program("djpeg"))
        for (fixture, input, output) in Self.prepared
        where fixture.format == "jpeg" && output.receipt.route == .rewrite {
            let (before, after) = (try djpeg.run(input: input), try djpeg.run("-strict", input: output.bytes))
            #expect(after.status == 0 && before.bytes == after.bytes, "\(fixture.file)")
        }
    }

    @Test(.enabled(if: Python.withPillow != nil, "no Python with Pillow"))
    func `Pillow decodes the same pixels`() throws {
        let python = try #require(Python.withPillow)
        let folder = FileManager.default.temporaryDirectory.appending(path: "imageprep-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (index, item) in Self.prepared.enumerated() where item.output.receipt.route == .rewrite {
            try Data(item.input).write(to: folder.appending(path: "\(index).before"))
            try Data(item.output.bytes).write(to: folder.appending(path: "\(index).after"))
        }
        let script = """
            import pathlib, sys
            from PIL import Image
            count = 0
            for after in pathlib.Path(sys.argv[1]).glob("*.after"):
                b = Image.open(after); b.load()
                try:
                    a = Image.open(after.with_suffix(".before")); a.load()
                except Exception:
                    continue  # Pillow refuses a wrong checksum of text
                assert (a.mode, a.size, a.tobytes()) == (b.mode, b.size, b.tobytes()), after
                count += 1
            assert count > 70, count
            """
        #expect(try python.run("-c", script, folder.path, input: []).status == 0)
    }
}

/// A reader of JPEG that knows only lengths and markers, apart from the one under test.
enum PlainJPEG {
    static func entropyCodedBytes(_ file: [UInt8]) -> [UInt8] {
        var (position, found) = (2, [UInt8]())
        while position + 4 <= file.count {
            guard file[position] == 0xFF, file[position + 1] != 0xFF else {
                position += 1
                continue
            }
            let marker = file[position + 1]
            if marker == 0xD9 { break }
            position += 2 + Int(file[position + 2]) << 8 + Int(file[position + 3])
            guard marker == 0xDA else { continue }
            let start = position
            while position + 1 < file.count,
                !(file[position] == 0xFF && file[position + 1] != 0 && !(0xD0...0xD7).contains(file[position + 1]))
            { position += 1 }
            found += file[start..<position]
        }
        return found
    }
}
