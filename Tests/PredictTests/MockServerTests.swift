import Foundation
import ImagePrep
import Predict
import Testing

@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: MockServer.isThere, "the mock of the service is not beside the checkout"))
struct MockServerTests {
    private let server: MockServer
    private let plain: [UInt8]

    init() async throws {
        server = try await MockServer("--pat", testToken)
        plain = try MockServer.image("plain.jpg")
    }

    @Test func `classification by bytes and by address`() async throws {
        var options = PredictOptions()
        options.maxConcepts = 3
        let answers = try await server.client().predict(
            [.image(plain, id: "a"), .url("https://samples.clarifai.com/metro-north.jpg", id: "b")],
            model: .generalImageRecognition, options: options)
        for answer in answers {
            #expect(try answer.get().concepts.map(\.name) == ["train", "railway", "subway system"])
            #expect(try answer.get().modelVersionID == "aa7f35c01e0642fda5cf400f543e7c40")
        }
        #expect(answers.map(\.id) == ["a", "b"])
        #expect(try answers.map { try $0.get().inputID } == ["a", "b"])
    }

    @Test func `detection by address`() async throws {
        let regions = try await server.client().predict(
            .url("https://samples.clarifai.com/metro-north.jpg"), model: .generalImageDetection
        ).regions
        #expect(regions.count == 11)
        #expect(regions[0].concepts.first?.name == "Building")
        #expect(regions[0].box == BoundingBox(top: 0.216, left: 0.002, bottom: 0.552, right: 0.25))
    }

    @Test func `a segmentation's masks are decoded, and cover what their concepts say`() async throws {
        let regions = try await server.client().predict(.image(plain), model: .imageGeneralSegmentation).regions
        #expect(regions.count > 1)
        for region in regions {
            let plane = try #require(region.mask).plane()
            #expect(plane.size == PixelSize(width: 160, height: 100))
            #expect(abs(plane.coveredShare - region.concepts[0].value) < 0.011)
        }
    }

    @Test(arguments: PredictOptions.OutputConfigPlace.allCases)
    func `both places of the output configuration are understood`(place: PredictOptions.OutputConfigPlace) async throws
    {
        var options = PredictOptions()
        options.outputConfigPlace = place
        options.minValue = 0.5
        options.selectConcepts = [.name("train"), .name("no person")]
        options.parameters = ["threshold": 0.5]
        options.runner = .nodepool(id: "n", computeClusterID: "c", userID: "me")
        let concepts = try await server.client().predict(
            .image(plain), model: .generalImageRecognition.version("aa7f35c01e0642fda5cf400f543e7c40"), options: options
        ).concepts
        #expect(concepts.map(\.name) == ["train"])
        let entry = try #require(try await server.takeLog().first)
        #expect((entry["params"] as? [[String: Double]]) == [["threshold": 0.5]])
        #expect(entry["version_id"] as? String == "aa7f35c01e0642fda5cf400f543e7c40")
    }

    @Test(arguments: [
        (#"[{"status":21351,"repeat":2}]"#, 3), (#"[{"status":21354},{"status":21355}]"#, 3),
        (#"[{"status":11005}]"#, 2),
        (#"[{"http":503,"body":"<html>","type":"text/html"}]"#, 2), (#"[{"http":502},{"http":504}]"#, 3),
        (#"[{"http":429,"headers":{"Retry-After":"1"}}]"#, 2), (#"[{"drop":true}]"#, 2), (#"[{"truncate":40}]"#, 2),
        (#"[{"delay":0.2}]"#, 1), (#"[{"string_code":true}]"#, 1), (#"[{"status":40033}]"#, 3), (#"[{"http":413}]"#, 3),
    ])
    func `a failure that passes leaves no trace in the answers`(script: String, calls: Int) async throws {
        try await server.script(script)
        let answers = try await server.client().predict(
            [.image(plain), .image(plain)], model: .generalImageRecognition)
        for answer in answers { #expect(try answer.get().concepts.count == 20) }
        #expect(try await server.takeLog().filter { $0["transport"] as? String == "rest" }.count == calls)
    }

    @Test func `one bad image of a batch loses no other`() async throws {
        let inputs: [PredictInput] = [
            .image(plain), .url("https://example.com/non-existing.jpg"), .asIs(Array("no image".utf8)), .image(plain),
        ]
        let answers = try await server.client().predict(inputs, model: .generalImageRecognition)
        #expect(answers.map { $0.error == nil } == [true, false, false, true])
        guard case .refused(let status) = answers[1].error, case .refused(let other) = answers[2].error else {
            Issue.record("\(answers.map(\.summary))")
            return
        }
        #expect(status.code?.rawValue == 30002)
        #expect(other.code?.rawValue == 30300)
    }

    @Test func `fewer outputs than inputs is an error`() async throws {
        try await server.script(#"[{"fewer_outputs":1}]"#)
        let answers = try await server.client().predict(
            [.image(plain), .image(plain)], model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["unexpectedAnswer", "unexpectedAnswer"])
    }

    @Test func `a wrong key and a model that is not there are said at once`() async throws {
        let keyError = await #expect(throws: PredictError.self) {
            try await server.client(token: "wrong").predict(.image(plain), model: .generalImageRecognition)
        }
        #expect(keyError?.concernsAccessToken == true)
        let modelError = await #expect(throws: PredictError.self) {
            try await server.client().predict(.image(plain), model: ModelReference(id: "nothing"))
        }
        #expect(modelError?.description.contains("21200") == true)
        #expect(try await server.takeLog().count == 2)
    }

    @Test func `an image of 19,999,999 bytes arrives`() async throws {
        let answer = try await server.client().predict(
            .asIs(padded(plain, to: 19_999_999)), model: .generalImageRecognition)
        #expect(answer.concepts.count == 20)
        let inputs = try #require(try await server.takeLog().first?["inputs"] as? [[String: Any]])
        #expect(inputs.map { $0["bytes"] as? Int } == [19_999_999])
    }

    /// The picture as sent raw, where the service finds the patch among the stored pixels.
    @Test(.enabled("Python has no Pillow and numpy", MockServer.seesPixels))
    func `a picture that is sent raw is seen sideways`() async throws {
        let raw = try MockServer.image("marker_orient6.jpg")
        let box = try #require(
            try await server.client().predict(.asIs(raw), model: .generalImageDetection).regions.first?.box)
        #expect(box.isClose(to: BoundingBox(top: 0.1, left: 0.0833, bottom: 0.3, right: 0.2833)))
    }

    @Test(.enabled("Python has no Pillow and numpy", MockServer.seesPixels), arguments: Orientation.allCases)
    func `the box of the upright picture lands on the stored patch`(orientation: Orientation) async throws {
        let stored = try MockServer.image("marker_orient6.jpg").withOrientation(orientation)
        let answers = try await server.client().predict([PredictInput.image(stored)], model: .generalImageDetection)
        let picture = try #require(answers[0].picture)
        #expect(picture.size == orientation.upright(PixelSize(width: 120, height: 80)))
        let box = try #require(try answers[0].get().regions.first?.box)
        if orientation == .rotate90 {
            #expect(box.isClose(to: BoundingBox(top: 0.0833, left: 0.7, bottom: 0.2833, right: 0.9)))
        }
        let found = picture.storedPixels(of: box)
        // A rendered edge may bleed by a pixel.
        #expect(abs(found.left - 10) <= 1 && abs(found.top - 8) <= 1 && abs(found.right - 34) <= 1)
        #expect(abs(found.bottom - 24) <= 1)
        let seen = try #require(try await server.takeLog().first?["inputs"] as? [[String: Any]])
        #expect(seen[0]["exif_orientation"] is NSNull)
    }
}

extension BoundingBox {
    fileprivate func isClose(to other: BoundingBox) -> Bool {
        abs(top - other.top) < 0.002 && abs(left - other.left) < 0.002 && abs(bottom - other.bottom) < 0.002
            && abs(right - other.right) < 0.002
    }
}

extension [UInt8] {
    /// The JPEG with another value of Exif's orientation tag, which must be there, as a short in a single entry.
    fileprivate func withOrientation(_ orientation: Orientation) throws -> [UInt8] {
        var file = self
        let tag = [0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1] as [UInt8]
        let littleEndianTag = [0x12, 0x01, 0x03, 0x00, 1, 0, 0, 0] as [UInt8]
        for start in 0..<file.count - 12 {
            if file[start...].starts(with: tag) { file[start + 9] = orientation.rawValue }
            if file[start...].starts(with: littleEndianTag) { file[start + 8] = orientation.rawValue }
        }
        return file
    }
}

/// The JPEG with comments behind its first marker, so that it has `byteCount` bytes and is as valid as before.
func padded(_ jpeg: [UInt8], to byteCount: Int) -> [UInt8] {
    var missing = byteCount - jpeg.count
    var comments: [UInt8] = []
    comments.reserveCapacity(missing)
    while missing > 0 {
        // No comment may be shorter than its marker and length.
        let segment = missing > 65_537 + 4 ? 65_537 : Swift.min(missing, 65_537)
        comments += [0xFF, 0xFE, UInt8((segment - 2) >> 8), UInt8((segment - 2) & 255)]
        comments += [UInt8](repeating: 32, count: segment - 4)
        missing -= segment
    }
    return Array(jpeg[..<2]) + comments + Array(jpeg[2...])
}
