import Foundation
import Testing

/// The review page as a file; Scripts/review tries it in a browser.
struct ReviewTests {
    /// Fixtures of every route and a failure, reviewed.
    private func reviewed(_ options: String...) throws -> Folder {
        let folder = try Folder()
        for name in ["jpeg/444-mcu-o1.jpg", "jpeg/420-odd-o6.jpg", "jpeg/444-mcu-o6.jpg", "metadata/comment.jpg"] {
            try folder.add("in/\(name.split(separator: "/")[1])", Sample.fixture(name))
        }
        try folder.add("in/broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0])
        let output = try Command.run(
            ["prepare", "in", "--output", "out", "--report", "report.jsonl", "--html", "review.html"] + options,
            in: folder.url)
        #expect(output.status == 1)
        return folder
    }

    @Test func `the page says of every photo what the report says, and of the run how it ended`() throws {
        let folder = try reviewed()
        let page = try ReviewPage(folder)
        let report = try folder.report()
        #expect(page.photos.count == 5)
        for (photo, line) in zip(page.photos, report) {
            #expect(photo["name"] as? String == line["input"] as? String)
            for key in ["status", "route", "reason", "format", "bytesIn", "bytesOut", "orientation", "milliseconds"] {
                let (told, reported) = (photo[key] as? NSObject, line[key] as? NSObject)
                #expect(told == (reported is NSNull ? nil : reported), "\(key)")
            }
            #expect((photo["removed"] as? NSArray)?.count ?? 0 == (line["removed"] as? NSArray)?.count ?? 0)
        }
        let error = try page.photo("in/broken.jpg").data["error"] as? [String: Any]
        #expect(error?["code"] as? String == "truncated")
        #expect(page.run?["total"] as? Int == 5)
        #expect(page.run?["left"] as? Int == 0)
    }

    @Test func `the outputs and the report are those of a run without it`() throws {
        let folder = try reviewed()
        let output = try folder.imageprep("prepare", "in", "--output", "plain", "--report", "plain.jsonl")
        #expect(output.status == 1)
        for name in folder.files(below: "plain") {
            #expect(try folder.bytes("plain/\(name)") == folder.bytes("out/\(name)"))
        }
        let digests = try [folder.report("plain.jsonl"), folder.report()].map { lines in
            lines.map { "\($0["sha256"] ?? "") \($0["route"] ?? "") \($0["warnings"] ?? "")" }
        }
        #expect(digests[0] == digests[1])
    }

    @Test func `pictures are small, and before stands as the input is stored`() throws {
        let folder = try reviewed()
        let page = try ReviewPage(folder)
        for (before, after) in page.pictures { #expect((before.count + 2) / 3 * 4 + (after.count + 2) / 3 * 4 <= 6000) }
        for name in ["in/420-odd-o6.jpg", "in/444-mcu-o6.jpg"] {
            let (data, before, after) = try page.photo(name)
            let (old, new) = try (inspected(before, in: folder), inspected(after, in: folder))
            // By 270 degrees: what puts an upright picture back as orientation 6 has it.
            #expect(old["orientation"] as? Int == 8)
            #expect(old["width"] as? Int == data["storedWidth"] as? Int)
            #expect(old["height"] as? Int == data["storedHeight"] as? Int)
            #expect(new["orientation"] as? Int == 1)
            #expect(new["width"] as? Int == data["width"] as? Int)
        }
        let (data, before, after) = try page.photo("in/comment.jpg")
        #expect(data["samePicture"] as? Bool == true)
        #expect(before.isEmpty)
        #expect(!after.isEmpty)
    }

    @Test func `a photo over the size of a picture is made smaller, whatever is in it`() throws {
        let folder = try Folder()
        // Noise, which no encoder makes small.
        var state: UInt64 = 1
        let noise = (0..<640 * 480 * 3).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        try folder.add("noise.ppm", Array("P6 640 480 255\n".utf8) + noise)
        let made = try Command.shell("cjpeg -quality 95 noise.ppm > noise.jpg", in: folder)
        try #require(made.status == 0, "cjpeg makes the photo: \(made.standardError)")
        for options in [[], ["--max-dimension", "600"]] {
            _ = try Command.run(
                ["prepare", "noise.jpg", "--output", "out/", "--html", "review.html"] + options, in: folder.url)
            let (data, before, after) = try ReviewPage(folder).photo("noise.jpg")
            #expect(!after.isEmpty)
            #expect(before.isEmpty == (data["samePicture"] as? Bool == true))
            #expect((before.count + 2) / 3 * 4 + (after.count + 2) / 3 * 4 <= 6000)
        }
    }

    @Test func `a profile is kept if it is small, as browsers know profiles`() throws {
        let folder = try Folder()
        try folder.add("adobe.jpg", Sample.fixture("metadata/icc-adobe-rgb.jpg"))
        _ = try folder.imageprep("prepare", "adobe.jpg", "--output", "out/", "--html", "review.html")
        let (_, before, after) = try ReviewPage(folder).photo("adobe.jpg")
        let source = try inspected(Sample.fixture("metadata/icc-adobe-rgb.jpg"), in: folder)
        #expect(try inspected(before, in: folder)["profile"] as? String == source["profile"] as? String)
        #expect(try inspected(after, in: folder)["profile"] as? String == "none")
    }

    @Test func `GPS is marked, and nothing that was planted is printed`() throws {
        let folder = try Folder()
        for name in ["exif-gps-utf16-thumbnail", "xmp", "everything", "everything-o6", "comment", "iptc"] {
            try folder.add("in/\(name).jpg", Sample.fixture("metadata/\(name).jpg"))
        }
        let xmp = Array(#"<x:xmpmeta exif:GPSLatitude="48,12.5N" aux:SerialNumber="4711-0815"/>"#.utf8)
        let packet = Array("http://ns.adobe.com/xap/1.0/\0".utf8) + xmp
        let photo = try Sample.fixture(Sample.jpeg)
        let segment: [UInt8] = [0xFF, 0xE1, UInt8((packet.count + 2) >> 8), UInt8((packet.count + 2) & 255)] + packet
        try folder.add("in/place.jpg", Array(photo[..<2]) + segment + photo[2...])
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--html", "review.html")
        #expect(output.status == 0)
        let page = try ReviewPage(folder)
        let kinds = try page.photo("in/exif-gps-utf16-thumbnail.jpg").data["private"] as? [String]
        #expect(kinds?.contains("gps") == true)
        #expect(try page.photo("in/place.jpg").data["private"] as? [String] == ["gps", "serialNumber"])
        #expect(try page.photo("in/comment.jpg").data["private"] == nil)
        for planted in ["CANARY", "4711-0815", "48,12.5N"] { #expect(!page.text.contains(planted)) }
        for (before, after) in page.pictures {
            #expect(!String(decoding: before + after, as: UTF8.self).contains("CANARY"))
        }
    }
}
