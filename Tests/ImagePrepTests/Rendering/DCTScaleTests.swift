import Foundation
import Testing

@testable import ImagePrep

/// docs/decisions/0201 has what the bounds were measured on.
struct DCTScaleTests {
    @Test(arguments: [
        // From a megapixel on 1.5 samples are left for each that is written, of an eighth 1.75.
        (4032, 3024, 2048, 8), (4032, 3024, 1344, 4), (4032, 3024, 1345, 8), (4032, 3024, 672, 2), (4032, 3024, 288, 1),
        (4032, 3024, 289, 2), (1000, 1000, 333, 4),
        // Below it 2 are.
        (999, 1000, 333, 8), (640, 480, 200, 8), (640, 480, 160, 4), (640, 480, 100, 4), (640, 480, 80, 2),
        (640, 480, 40, 1),
    ])
    func `the smallest scale that leaves the filter enough`(width: Int, height: Int, longest: Int, eighths: Int) {
        let stored = PixelSize(width: width, height: height)
        let target = stored.fitted(maxPixels: .max, maxDimension: longest)
        #expect(DCTScale.eighths(from: stored, to: target) == eighths)
    }

    /// The sharpest of the corpus of cameras, where the scale decides most.
    static let photos = ["DSCN0012.jpg", "no_exif.jpg", "sony-d700.jpg", "nikon-e950.jpg"]

    @Test(.enabled(if: Checkout.hasCorpus && ReferenceDecoder.isThere), arguments: photos, [64, 100, 160, 200])
    func `a small sharp photo is within 40 dB of the whole decode resampled in double precision`(
        name: String, longest: Int
    ) throws {
        let files = Checkout.files(below: Checkout.corpus.appending(path: "camera"))
        let file = try Checkout.bytes(try #require(files.first { $0.lastPathComponent == name }))
        let whole = try #require(try ReferenceDecoder.decode(file, arguments: ["-grayscale"]))
        let stored = PixelSize(width: whole.width, height: whole.height)
        let target = stored.fitted(maxPixels: .max, maxDimension: longest)
        let expected = ResampleReference(filter: .lanczos3).resample(
            whole.samples.map { Double($0) }, from: stored, to: target)
        var options = PrepareOptions()
        (options.maxDimension, options.quality) = (longest, 100)
        let made = try ImagePreparer(options: options).prepare(file)
        #expect(made.receipt.orientation == .upright)
        let luma = try #require(try ReferenceDecoder.decode(made.bytes, arguments: ["-grayscale"]))
        let rounded = ReferenceImage(
            width: target.width, height: target.height, channels: 1,
            samples: expected.map { UInt8(min(255, max(0, $0.rounded()))) })
        #expect(luma.psnr(to: rounded) >= 40)
    }
}
