import Foundation
import ImagePrep
import Testing

/// Turning what no lossless turn can, on a picture with the spectrum of a photo and odd sides.
@Suite(.enabled(if: ReferenceDecoder.isThere && Program("cjpeg") != nil, "djpeg or cjpeg is not installed"))
struct PhotoOrientingTests {
    private static let (width, height) = (479, 361)

    /// Waves whose amplitude falls with their frequency, and a little noise; as a PPM.
    private static let photo: [UInt8] = {
        var random = UInt32(1)
        func next() -> Double {
            random = random &* 1_664_525 &+ 1_013_904_223
            return Double(random >> 8) / Double(1 << 24)
        }
        let waves = (1...24).map { number -> (x: Double, y: Double, phase: Double, amplitude: [Double]) in
            let frequency = Double(number) * 0.011
            let angle = next() * 2 * .pi
            return (
                frequency * cos(angle), frequency * sin(angle), next() * 2 * .pi,
                (0..<3).map { _ in next() * 40 / Double(number) }
            )
        }
        var samples = Array("P6\n\(width) \(height)\n255\n".utf8)
        for y in 0..<height {
            for x in 0..<width {
                let values = waves.map { cos($0.x * Double(x) + $0.y * Double(y) + $0.phase) }
                let noise = next() * 4 - 2
                for channel in 0..<3 {
                    let sum = zip(waves, values).reduce(128 + noise) { $0 + $1.0.amplitude[channel] * $1.1 }
                    samples.append(UInt8(min(255, max(0, sum.rounded()))))
                }
            }
        }
        return samples
    }()

    @Test(arguments: Orientation.allCases.dropFirst(), ["2x2", "2x1"])
    func `a photo with odd sides keeps 45 dB`(orientation: Orientation, sampling: String) throws {
        let cjpeg = try #require(Program("cjpeg"))
        var file = try cjpeg.run("-quality", "92", "-sample", sampling, input: Self.photo).bytes
        let entry: [UInt8] = [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(orientation.rawValue), 0, 0, 0]
        let directory: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0] + entry + [0, 0, 0, 0]
        file.insert(contentsOf: VerifyingTests.segment(0xE1, "Exif\0\0", directory), at: 2)
        let output = try ImagePreparer().prepare(file)
        // A transposition mirrors no axis, so blocks can be moved whatever the sides are.
        #expect(output.receipt.orientation == orientation)
        #expect(output.receipt.route == (orientation == .transpose ? .transform : .render))
        let before = try #require(try ReferenceDecoder.decode(file))
        let after = try #require(try ReferenceDecoder.decode(output.bytes))
        #expect(after.psnr(to: before.oriented(orientation)) >= 45)
    }
}
