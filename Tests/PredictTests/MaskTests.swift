import ImagePrep
import Predict
import Testing

struct MaskTests {
    private let size = PixelSize(width: 3, height: 2)

    @Test func `a gray mask is decoded sample by sample`() throws {
        let picture = DecodedImage(size: size, channels: 1, samples: [0, 1, 255, 0, 0, 128])
        let plane = try Mask(file: picture.encodedPNG()).plane()
        #expect(plane == MaskPlane(size: size, samples: picture.samples))
        #expect(plane.coveredShare == 0.5)
        #expect(plane.isCovered(x: 2, y: 1))
        #expect(!plane.isCovered(x: 0, y: 1))
        #expect(!plane.isCovered(x: 3, y: 0) && !plane.isCovered(x: 0, y: -1))
    }

    @Test func `a pixel of a coloured mask is covered where any channel is`() throws {
        let samples: [UInt8] = [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]
        let picture = DecodedImage(size: size, channels: 3, samples: samples)
        let plane = try Mask(file: picture.encodedPNG()).plane()
        #expect(plane.samples == [0, 9, 9, 9, 0, 0])
    }

    @Test func `a JPEG is a mask too`() throws {
        let picture = DecodedImage(
            size: PixelSize(width: 8, height: 8), channels: 1, samples: [UInt8](repeating: 255, count: 64))
        let plane = try Mask(file: picture.encodedJPEG(quality: 90)).plane()
        #expect(plane.coveredShare == 1)
    }

    @Test func `what is no picture is an error`() {
        for file in [[], [1, 2, 3], Array("<html>".utf8)] as [[UInt8]] {
            #expect(throws: ImagePrepError.self) { try Mask(file: file).plane() }
        }
    }

    private func decoded(_ file: [UInt8]) throws -> DecodedImage { try DecodedImage(decoding: file.span) }

    @Test func `colours survive being encoded and decoded`() throws {
        let samples = (0..<48 * 32 * 3).map { UInt8(truncatingIfNeeded: $0 / 3 % 48 * 5 + $0 % 3 * 40) }
        let picture = DecodedImage(size: PixelSize(width: 48, height: 32), channels: 3, samples: samples)
        #expect(try decoded(picture.encodedPNG()).samples == samples)
        let jpeg = try decoded(picture.encodedJPEG(quality: 95))
        let worst = zip(jpeg.samples, samples).map { abs(Int($0) - Int($1)) }.max() ?? 255
        // A ramp without edges: no more than what quantization and rounding cost.
        #expect(worst <= 12)
    }
}
