import ImagePrep
import Testing

/// Run-length coded pixels, against what the codes of each test are said to mean.
struct BMPRunTests {
    /// Five columns and three rows; the palette has the index in red.
    static func picture(_ runs: [UInt8], bits: Int = 8, isTopDown: Bool = false) -> PlainBMP {
        var picture = PlainBMP(width: 5, height: 3, bits: bits, compression: bits == 8 ? 1 : 2, isTopDown: isTopDown)
        picture.palette = (0..<(1 << bits)).map { [UInt8($0), 0, 1] }
        picture.runs = runs
        return picture
    }

    /// The indices from the top; nil for pixels that are transparent.
    static func indices(_ runs: [UInt8], bits: Int = 8, _ options: PrepareOptions = PrepareOptions()) throws -> [Int?] {
        let output = try BMPRenderingTests.rendered(picture(runs, bits: bits).file, options)
        return stride(from: 0, to: output.samples.count, by: output.channels).map { start in
            output.channels == 4 && output.samples[start + 3] == 0 ? nil : output.samples[start]
        }
    }

    @Test func `runs and pixels one by one fill rows from the bottom`() throws {
        let runs: [UInt8] = [5, 7, 0, 0, 2, 1, 0, 3, 4, 5, 6, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 1]
        #expect(try Self.indices(runs) == [1, 2, 3, 4, 5, 1, 1, 4, 5, 6, 7, 7, 7, 7, 7])
    }

    @Test func `of 4 bits two indices take turns`() throws {
        let runs: [UInt8] = [5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 0, 3, 0xAB, 2, 0xCC, 0, 1]
        #expect(try Self.indices(runs, bits: 4) == [10, 11, 10, 12, 12, 3, 4, 5, 6, 7, 1, 2, 1, 2, 1])
    }

    @Test func `what is stepped over or never reached is transparent`() throws {
        let runs: [UInt8] = [1, 9, 0, 2, 2, 1, 2, 8, 0, 1]
        #expect(try Self.indices(runs) == [nil, nil, nil, nil, nil, nil, nil, nil, 8, 8, 9, nil, nil, nil, nil])
    }

    @Test func `runs that cover all need no end and no alpha`() throws {
        let runs: [UInt8] = [5, 1, 0, 0, 5, 2, 0, 0, 5, 3]
        #expect(try Self.indices(runs) == [3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1])
    }

    @Test func `what goes beyond a row or the picture is cut`() throws {
        let runs: [UInt8] = [9, 1, 0, 0, 3, 2, 0, 4, 5, 6, 7, 8, 0, 0, 5, 3, 0, 0, 5, 9, 0, 1]
        #expect(try Self.indices(runs) == [3, 3, 3, 3, 3, 2, 2, 2, 5, 6, 1, 1, 1, 1, 1])
    }

    @Test func `runs from the top down are read from the top`() throws {
        let file = Self.picture([5, 1, 0, 0, 5, 2, 0, 0, 5, 3, 0, 1], isTopDown: true).file
        let output = try BMPRenderingTests.rendered(file)
        #expect(stride(from: 0, to: 45, by: 15).map { output.samples[$0] } == [1, 2, 3])
    }

    @Test func `cut, they are refused with the row, or rendered with the rest transparent`() throws {
        let whole: [UInt8] = [5, 7, 0, 0, 2, 1, 0, 3, 4, 5, 6, 0, 0, 0, 5, 2, 0, 1]
        var options = PrepareOptions()
        options.truncated = .render
        for count in 0..<14 {
            let cut = Self.picture(Array(whole[..<count])).file
            let outcome = Result { () throws(ImagePrepError) in try ImagePreparer().prepare(cut) }
            guard case .failure(.truncated(let words)) = outcome else {
                Issue.record("\(count) bytes: \(outcome)")
                continue
            }
            #expect(words.contains("row \(count < 4 ? 1 : count < 14 ? 2 : 3) of 3"), "\(count) bytes: \(words)")
        }
        let kept = try Self.indices(Array(whole[..<6]), options)
        #expect(kept == [nil, nil, nil, nil, nil, 1, 1, nil, nil, nil, 7, 7, 7, 7, 7])
    }
}
