import Foundation
import Testing

@testable import ImagePrep

/// Plain scans are read by us, whatever is not plain is read again by libjpeg: djpeg, which is libjpeg alone, must agree.
@Suite(.enabled(if: ReferenceDecoder.isThere, "djpeg is not installed"), .timeLimit(.minutes(5)))
struct PlainScanTests {
    private static let names = [
        "gray-odd-o1", "420-odd-o1", "444-mcu-o1", "411-odd-o1", "optimized-420-odd-o1", "restart1-444-odd-o1",
    ]

    @Test(arguments: names, [0x01, 0x80, 0xFF])
    func `whatever is wrong with a byte of the scan, luma is what djpeg decodes`(name: String, flipped: UInt8) throws {
        let file = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        let scan = try scanRange(file)
        var (equal, refused) = (0, 0)
        // All bytes are met, by one of the files and kinds of damage or by another.
        for index in stride(from: scan.lowerBound + Int(flipped) % 5, to: scan.upperBound, by: 5) {
            var damaged = file
            damaged[index] ^= flipped
            guard let theirs = try ReferenceDecoder.decode(damaged, arguments: ["-grayscale"]),
                let ours = try? luma(damaged)
            else {
                refused += 1
                continue
            }
            #expect(ours == theirs, "\(name), byte \(index)")
            equal += 1
        }
        #expect(equal > refused)
    }

    @Test(arguments: names)
    func `wherever a scan breaks off, luma is what djpeg decodes`(name: String) throws {
        let file = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        let scan = try scanRange(file)
        for end in stride(from: scan.lowerBound, to: scan.upperBound, by: 7) {
            let cut = file[..<end] + [0xFF, 0xD9]
            let theirs = try #require(try ReferenceDecoder.decode(Array(cut), arguments: ["-grayscale"]))
            #expect(try luma(Array(cut)) == theirs, "\(name), cut at \(end)")
        }
    }

    /// Progressive scans are libjpeg's: the same coefficients must come of both.
    @Test(arguments: Fixture.preparable("jpeg", "jpeg").filter { !$0.file.contains("arithmetic") })
    func `each plane is that of the same coefficients in progressive scans`(_ fixture: Fixture) throws {
        let file = try fixture.bytes
        let path = Checkout.fixtures.appending(path: fixture.file)
        guard let progressive = try Jpegtran.output(of: path, ["-progressive"]) else { return }
        for eighths in [8, 4, 2, 1] {
            let ours = try planes(file, eighths: eighths), theirs = try planes(progressive, eighths: eighths)
            #expect(ours == theirs, "\(eighths)/8")
        }
    }

    private func scanRange(_ file: [UInt8]) throws -> Range<Int> {
        guard let structure = try ImagePreparer().inspect(file.span).file as? JPEGStructure else {
            throw ImagePrepError.internalFault("no JPEG")
        }
        return try #require(structure.scans.first).entropy
    }

    private func luma(_ file: [UInt8]) throws -> ReferenceImage { try #require(planes(file, eighths: 8).first) }

    private func planes(_ file: [UInt8], eighths: Int) throws -> [ReferenceImage] {
        let decoder = try JPEGDecoder()
        var options = PrepareOptions()
        options.truncated = .render
        options.inputLimits.codecWarnings = 1 << 20
        let context = PreparationContext(options)
        try decoder.open(file.span, layout: .planes, scaleEighths: eighths, in: context)
        var source = try JPEGPlaneSource(decoder)
        let pipeline = PlanePipeline(orientation: .upright, target: source.format, filter: .lanczos3)
        return try pipeline.planes(from: &source, of: file.span, context).planes.enumerated().map { index, plane in
            let size = source.format.planeSize(index)
            return ReferenceImage(
                width: size.width, height: size.height, channels: 1, samples: plane.buffer.packedBytes())
        }
    }
}
