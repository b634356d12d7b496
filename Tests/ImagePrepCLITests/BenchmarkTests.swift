import Foundation
import Testing

struct BenchmarkTests {
    @Test(arguments: [1, 2, 3, 4])
    func `the median is the one in the middle, or the mean of two`(count: Int) throws {
        let folder = try Folder()
        try folder.add("photo.jpg", Sample.fixture("jpeg/420-mcu-o6.jpg"))
        let output = try Command.run(
            ["benchmark", "photo.jpg", "--iterations", "\(count)", "--json"], in: folder.url)
        let line = try #require(output.standardOutput.split(separator: 0x0A).first)
        let record = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(record["iterations"] as? Int == count)
        let times = try #require(record["milliseconds"] as? [String: Double])
        let (least, median, most) = (times["min"] ?? 1, times["median"] ?? 0, times["max"] ?? 0)
        #expect(least <= median && median <= most)
        // Each is told to three digits.
        if count == 2 { #expect(abs(median - (least + most) / 2) <= 0.002) }
    }

    @Test(arguments: ["benchmark", "inspect", "plan", "verify"])
    func `what is no image in a folder is counted`(command: String) throws {
        let folder = try Folder()
        try folder.add("in/photo.jpg", Sample.fixture("jpeg/420-mcu-o1.jpg"))
        try folder.add("in/notes.txt", Array("notes".utf8))
        try folder.add("in/empty", [])
        let more = command == "benchmark" ? ["--iterations", "1"] : []
        let output = try Command.run([command, "in"] + more, in: folder.url)
        #expect(output.standardError.contains("2 skipped, being no images."))
        let text = String(decoding: output.standardOutput, as: UTF8.self)
        if command == "benchmark" { #expect(text.contains(", once; ")) }
    }
}
