import Foundation
import ImagePrep
import Testing

struct PlanningTests {
    func plan(_ file: String, _ options: PrepareOptions = PrepareOptions()) throws -> Plan {
        // The span of a temporary crashes the compiler (6.3.1).
        let bytes = try Fixture.named(file)
        return try ImagePreparer(options: options).plan(bytes.span)
    }

    func plan(_ file: String, _ change: (inout PrepareOptions) -> Void) throws -> Plan {
        var options = PrepareOptions()
        change(&options)
        return try plan(file, options)
    }

    static let jpegtranOperations: [Int: [String]] = [
        2: ["-flip", "horizontal"], 3: ["-rotate", "180"], 4: ["-flip", "vertical"], 5: ["-transpose", "-optimize"],
        6: ["-rotate", "90"], 7: ["-transverse", "-optimize"], 8: ["-rotate", "270"],
    ]

    @Test(.enabled(if: Program("jpegtran") != nil, "jpegtran is not installed"))
    func `a transform is planned exactly where jpegtran -perfect succeeds`() throws {
        let jpegtran = try #require(Program("jpegtran"))
        var verdicts: [Bool] = []
        for fixture in Fixture.preparable("jpeg", "jpeg") where fixture.orientation != 1 {
            let file = try fixture.bytes
            let operation = try #require(Self.jpegtranOperations[fixture.orientation])
            let verdict = try jpegtran.run("-perfect", operation[0], operation[1], input: file)
            // CMYK keeps its blocks only where its colours are kept.
            var options = PrepareOptions()
            options.color = .keep
            let plan = try ImagePreparer(options: options).plan(file.span)
            #expect((plan.route == .transform) == (verdict.status == 0), "\(fixture.file): \(plan.reason)")
            verdicts.append(verdict.status == 0)
        }
        #expect(verdicts.count(where: \.self) > 100 && verdicts.count { !$0 } > 50)
    }

    @Test func `an inexact turn is rendered, and trimmed only where the caller says so`() throws {
        let rendered = try plan("jpeg/420-odd-o6.jpg")
        #expect(rendered.route == .render && rendered.targetSize == PixelSize(width: 23, height: 37))
        #expect(rendered.reason == "orientation 6 (rotate by 90 degrees): 23 rows are not whole MCUs of 16")
        let trimmed = try plan("jpeg/420-odd-o6.jpg") { $0.edges = .trim }
        #expect(trimmed.route == .transform && trimmed.targetSize == PixelSize(width: 16, height: 37))
        // Less than one MCU high, so that trimming would leave nothing.
        #expect(try plan("jpeg/2x4-odd-o6.jpg") { $0.edges = .trim }.route == .render)
    }

    @Test(arguments: [
        ("jpeg/420-mcu-o1.jpg", Route.copy, "upright, clean and under the limits: nothing to do"),
        ("metadata/comment.jpg", .rewrite, "upright, but carries 23 bytes of metadata (comment)"),
        ("metadata/unused-dqt.jpg", .rewrite, "upright, but carries 69 bytes of metadata (unused tables)"),
        (
            "png/hidden-behind-zlib-stream.png", .rewrite,
            "upright, but carries 18 bytes of metadata (bytes behind the image data)"
        ),
        (
            "jpeg/420-mcu-o6.jpg", .transform,
            "orientation 6 (rotate by 90 degrees): the blocks of 64x32 are moved or recoded exactly"
        ),
        (
            "jpeg/arithmetic-420-odd-o1.jpg", .transform,
            "it is arithmetic-coded, which few readers take: the blocks of 37x23 are moved or recoded exactly"
        ),
        (
            "hostile/no-eoi.jpg", .transform,
            "the end-of-image marker is missing: the blocks of 48x32 are moved or recoded exactly"
        ),
        ("hostile/png-raster-long.png", .render, "its image data goes on behind the last row"),
    ])
    func `each route has its reason in words`(file: String, route: Route, reason: String) throws {
        let plan = try plan(file)
        #expect(plan.route == route && plan.reason == reason)
    }

    @Test(arguments: [
        ("jpeg/444-mcu-o1.jpg", "nothingToDo"), ("png/hidden-behind-zlib-stream.png", "metadata"),
        ("jpeg/420-mcu-o6.jpg", "orientation"), ("png/rgba8-o7.png", "orientation"),
        ("jpeg/420-odd-o6.jpg", "orientationInexact"), ("jpeg/arithmetic-420-odd-o1.jpg", "arithmeticCoding"),
        ("hostile/no-eoi.jpg", "missingEndOfImage"), ("hostile/png-raster-long.png", "imageData"),
    ])
    func `each reason has its code, in the plan and in the receipt`(file: String, code: String) throws {
        #expect(try plan(file).reasonCode == code)
        #expect(try ImagePreparer().prepare(Fixture.named(file)).receipt.reasonCode == code)
    }

    @Test func `limits and wishes have their codes`() throws {
        let file = "jpeg/420-mcu-o1.jpg"
        #expect(try plan(file) { $0.maxDimension = 40 }.reasonCode == "overMaxDimension")
        #expect(try plan(file) { $0.maxPixels = 512 }.reasonCode == "overMaxPixels")
        #expect(try plan(file) { $0.maxPatches = 1 }.reasonCode == "overMaxPatches")
        #expect(try plan(file) { $0.maxPatches = 2 }.reasonCode == "nothingToDo")
        #expect(try plan(file) { $0.maxBytes = 400 }.reasonCode == "overBudget")
        #expect(try plan(file) { $0.format = .png }.reasonCode == "formatChange")
        #expect(try plan("jpeg/420-odd-o6.jpg") { $0.edges = .trim }.reasonCode == "orientationTrimmed")
    }

    @Test func `a plan lists what it may go over to`() throws {
        #expect(try plan("jpeg/444-mcu-o1.jpg").attempts == [.copy])
        #expect(
            try plan("jpeg/444-mcu-o1.jpg") { $0.inputCheck = .imageData }.attempts
                == [.copy, .transform(), .render()])
        #expect(try plan("jpeg/420-mcu-o6.jpg").attempts == [.transform(), .render()])
        #expect(try plan("jpeg/420-odd-o6.jpg").attempts == [.render()])
    }

    @Test func `the budget is named once in a sentence`() {
        let fitted = PlanReason.fittedToBudget(PixelSize(width: 8, height: 4), quality: 70, maxBytes: 1_000)
        let over = PlanReason.overBudget(byteCount: 2_000, maxBytes: 1_000)
        let side = PlanReason.overMaxDimension(side: 64, limit: 8)
        #expect([fitted].sentence == "8x4 at quality 70, as fewer than 1,000 bytes are allowed")
        #expect(
            [over, fitted].sentence
                == "its image alone takes 2,000 bytes, and fewer than 1,000 are allowed; 8x4 at quality 70")
        #expect(
            [side, fitted].sentence
                == "its longer side of 64 pixels is over the limit of 8; 8x4 at quality 70, as fewer than 1,000 bytes "
                + "are allowed")
        #expect([over, fitted].code == "overBudget")
    }

    @Test func `everything over a limit is rendered`() throws {
        let file = "jpeg/420-mcu-o1.jpg"
        let side = try plan(file) { $0.maxDimension = 40 }
        #expect(side.route == .render && side.targetSize == PixelSize(width: 40, height: 20))
        #expect(side.reason == "its longer side of 64 pixels is over the limit of 40")
        let pixels = try plan(file) { $0.maxPixels = 512 }
        #expect(pixels.route == .render && pixels.targetSize == PixelSize(width: 32, height: 16))
        #expect(pixels.reason == "its 2,048 pixels are over the limit of 512")
        let byteCount = try Fixture.named(file).count
        let bytes = try plan(file) { $0.maxBytes = byteCount / 2 }
        #expect(bytes.route == .render && bytes.targetSize == PixelSize(width: 64, height: 32))
        #expect(try plan(file) { $0.maxBytes = byteCount + 1 }.route == .copy)
    }

    @Test func `metadata does not count against the budget`() throws {
        let (plain, loaded) = (try Fixture.named("png/rgb8-o1.png").count, "png/everything.png")
        #expect(try plan(loaded) { $0.maxBytes = plain + 1 }.route == .rewrite)
        #expect(try plan(loaded) { $0.maxBytes = plain }.route == .render)
    }

    @Test func `another format is a render`() throws {
        let plan = try plan("png/rgb8-o1.png") { $0.format = .jpeg }
        #expect(plan.route == .render && plan.format == .jpeg && plan.reason == "it is a PNG and is to be a JPEG")
        #expect(try self.plan("jpeg/420-mcu-o1.jpg") { $0.format = .jpeg }.route == .copy)
    }

    @Test func `an image that is too small for its receiver is an error`() throws {
        let file = try Fixture.named("jpeg/420-mcu-o6.jpg")
        var options = PrepareOptions()
        options.minDimension = 32
        #expect(try ImagePreparer(options: options).plan(file.span).targetSize == PixelSize(width: 32, height: 64))
        options.minDimension = 33
        #expect(throws: ImagePrepError.tooSmall(minimumSide: 33, actual: PixelSize(width: 32, height: 64))) {
            try ImagePreparer(options: options).plan(file.span)
        }
    }

    @Test func `options that no image satisfies are refused`() throws {
        func code(_ change: (inout PrepareOptions) -> Void) -> String? {
            do {
                _ = try plan("jpeg/420-mcu-o1.jpg", change)
                return nil
            } catch {
                return (error as? ImagePrepError)?.code
            }
        }
        #expect(code { $0.maxBytes = 0 } == "invalidOption")
        #expect(code { $0.maxPixels = 0 } == "invalidOption")
        #expect(code { $0.maxDimension = 0 } == "invalidOption")
        #expect(code { $0.maxPatches = 0 } == "invalidOption")
        #expect(code { $0.minDimension = -1 } == "invalidOption")
        #expect(code { $0.quality = 0 } == "invalidOption")
        #expect(code { $0.quality = 101 } == "invalidOption")
        #expect(code { $0.minQuality = 0 } == "invalidOption")
        #expect(code { ($0.minDimension, $0.maxDimension) = (50, 49) } == "invalidOption")
        #expect(code { ($0.minDimension, $0.maxDimension) = (1, 100) } == nil)
    }

    @Test(arguments: [
        ("png-filter-9", "malformed"), ("png-zlib-garbage", "malformed"),
        ("png-raster-short", "truncated"), ("png-zlib-cut", "truncated"), ("png-cut-in-idat", "truncated"),
    ])
    func `image data that is not whole is the input's fault`(name: String, code: String) throws {
        do {
            let route = try plan("hostile/\(name).png").route
            Issue.record("it was planned to \(route)")
        } catch let error as ImagePrepError {
            #expect(error.code == code)
        }
    }

    @Test func `what stands within an end chunk goes`() throws {
        let whole = try Fixture.named("png/rgb8-o1.png")
        let file = Array(whole.dropLast(12)) + ChunkFile.chunk("IEND", Array("SECRET".utf8))
        let output = try ImagePreparer().prepare(file)
        #expect(output.receipt.route == .rewrite)
        #expect(output.bytes == (try ImagePreparer().prepare(whole.span)).bytes)
        #expect(output.receipt.removed.contains { $0.byteCount == 6 })
    }

    @Test func `a PNG without its end is given one`() throws {
        let file = try Fixture.named("hostile/png-no-iend.png")
        let output = try ImagePreparer().prepare(file)
        #expect(output.receipt.route == .rewrite && output.bytes == file + ChunkFile.chunk("IEND", []))
    }

    @Test func `the colour policy decides which colour chunks stay`() throws {
        func kept(_ file: String, _ color: PrepareOptions.ColorPolicy) throws -> [String] {
            var options = PrepareOptions()
            options.color = color
            let output = try ImagePreparer(options: options).prepare(Fixture.named(file))
            return ChunkFile.chunks(output.bytes).map(\.type).filter { !["IHDR", "IDAT", "IEND"].contains($0) }
        }
        #expect(try kept("png/srgb-gama-chrm.png", .srgb).isEmpty)
        #expect(try kept("png/srgb-gama-chrm.png", .keep) == ["sRGB", "gAMA", "cHRM"])
        #expect(try kept("png/iccp-display-p3.png", .keep) == ["iCCP"])
        #expect(try kept("png/iccp-srgb.png", .srgb).isEmpty)
        #expect(try kept("png/chunk-sbit.png", .keep).isEmpty)
    }
}
