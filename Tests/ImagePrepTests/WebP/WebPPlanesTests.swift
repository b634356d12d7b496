#if WebP
import CWebPDecoding
import ImagePrep
import Testing

struct WebPPlanesTests {
    @Test func `the limited range becomes the full one, each sample to the nearest`() {
        for isChroma in [false, true] {
            let samples = (0...255).map { UInt8($0) }
            var stretched = [UInt8](repeating: 0, count: 256)
            unsafe samples.withUnsafeBufferPointer { from in
                unsafe stretched.withUnsafeMutableBufferPointer { to in
                    guard let from = from.baseAddress, let to = to.baseAddress else { return }
                    unsafe ip_webp_stretch_range(to, from, 256, isChroma)
                }
            }
            for sample in 0...255 {
                let exact =
                    isChroma ? 128 + Double(sample - 128) * 255 / 224 : Double(sample - 16) * 255 / 219
                #expect(abs(Double(stretched[sample]) - min(255, max(0, exact))) <= 0.5)
            }
        }
    }

    /// The same file once through its planes and once through RGB.
    @Test(
        .enabled(if: ReferenceDecoder.isThere),
        arguments: Fixture.preparable("webp", "webp").filter { $0.file.contains("/lossy-") })
    func `planes and RGB show the same picture`(fixture: Fixture) throws {
        guard !fixture.file.contains("p3") else { return }
        var options = PrepareOptions()
        options.quality = 100
        let image = try ImagePreparer(options: options).prepare(fixture.bytes)
        #expect(image.receipt.format == .jpeg)
        let decoded = try #require(try ReferenceDecoder.decode(image.bytes))
        let plain = try PlainPNG.rendered(fixture.bytes)
        let expected = ReferenceImage(
            width: plain.width, height: plain.height, channels: 3,
            samples: plain.rgba.flatMap { $0[..<3].map { UInt8($0) } })
        // Chroma of a quarter of the samples is interpolated by two readers; a shift of a sample would be below 20.
        #expect(decoded.psnr(to: expected) > 33, "\(fixture.file)")
    }

    @Test(.enabled(if: ReferenceDecoder.isThere))
    func `what becomes much smaller is averaged while it is decoded`() throws {
        var options = PrepareOptions()
        options.maxDimension = 8
        let image = try ImagePreparer(options: options).prepare(Fixture.named("webp/lossy-simple.webp"))
        #expect(image.receipt.size == PixelSize(width: 8, height: 5))
        let decoded = try #require(try ReferenceDecoder.decode(image.bytes))
        let whole = try PlainPNG(reading: Fixture.named("webp/picture.png"))
        let mean = { (samples: [Int]) in Double(samples.reduce(0, +)) / Double(samples.count) }
        for channel in 0..<3 {
            let expected = mean(whole.rgba.map { $0[channel] })
            let small = mean(stride(from: channel, to: decoded.samples.count, by: 3).map { Int(decoded.samples[$0]) })
            #expect(abs(expected - small) < 4)
        }
    }
}
#endif
