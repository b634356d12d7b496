import ImagePrep
import Testing

struct ServicePresetTests {
    /// What a file of so many bytes takes in base64.
    static func base64(_ byteCount: Int) -> Int { (byteCount + 2) / 3 * 4 }

    @Test func `the largest file that is allowed fits in base64, and the next one does not`() {
        for sent in [4, 5, 7, 100, 5_242_880, 10_485_760] {
            let limit = ServicePreset.ByteLimit(sent, counted: .base64)
            #expect(Self.base64(limit.largestFile) <= sent)
            #expect(Self.base64(limit.largestFile + 1) > sent)
        }
        #expect(ServicePreset.ByteLimit(100).largestFile == 100)
        #expect(ServicePreset.ByteLimit(100, bound: .lessThan).largestFile == 99)
    }

    @Test func `options hold what the documents state`() {
        #expect(PrepareOptions.clarifai == PrepareOptions())
        #expect(PrepareOptions.anthropic.maxBytes - 1 == 10_485_760 / 4 * 3)
        #expect(PrepareOptions(for: .anthropicCloud).maxBytes - 1 == 5_242_880 / 4 * 3)
        #expect(PrepareOptions(for: .anthropicManyImages).maxDimension == 2_000)
        #expect(PrepareOptions(for: .anthropicCloudManyImages).maxDimension == 2_000)
        #expect(PrepareOptions.rekognition.maxBytes - 1 == 5_242_880)
        #expect(PrepareOptions.azureVision.maxBytes - 1 < 20_971_520)
        // 3.75 MB, 8,000 pixels.
        #expect(PrepareOptions.bedrock.maxBytes - 1 == 3_932_160 && PrepareOptions.bedrock.maxDimension == 8_000)
        #expect(PrepareOptions.openAI.maxPatches == 30_000 && PrepareOptions.azureOpenAI.maxPatches == 30_000)
    }

    @Test func `85 megapixels are Clarifai's alone`() {
        let limited = ServicePreset.all.filter { PrepareOptions(for: $0).maxPixels != .max }.map(\.name)
        #expect(limited == ["clarifai", "google-vision"])
        #expect(PrepareOptions.googleVision.maxPixels == 75_000_000)
    }

    @Test(arguments: ServicePreset.all)
    func `as many images as are named fit a request together`(preset: ServicePreset) throws {
        guard let request = preset.requestBytes?.value else { return }
        for count in [1, 2, 16] {
            let largest = PrepareOptions(for: preset, imageCount: count).maxBytes - 1
            #expect(largest > 0 && count * Self.base64(largest) < request.byteCount)
        }
    }

    @Test func `the recommended long edge is one more limit`() {
        #expect(PrepareOptions(for: .anthropic, fit: .recommended).maxDimension == 1_568)
        #expect(PrepareOptions(for: .openAI, fit: .recommended).maxDimension == 2_048)
        #expect(PrepareOptions(for: .clarifai, fit: .recommended) == .clarifai)
        var small = ServicePreset.anthropic
        small.longestSide?.value = 1_000
        #expect(PrepareOptions(for: small, fit: .recommended).maxDimension == 1_000)
    }

    @Test func `a preset of one's own limits what it states and nothing else`() throws {
        var ours = ServicePreset(name: "ours")
        ours.longestSide = .init(40, source: "wiki/limits", date: "2026-11-30")
        ours.formats = .init(["webp", "png"], source: "wiki/limits", date: "2026-11-30")
        let prepared = try ImagePreparer(options: PrepareOptions(for: ours)).prepare(
            Fixture.named("jpeg/420-mcu-o1.jpg"))
        #expect(prepared.receipt.size == PixelSize(width: 40, height: 20))
        #expect(prepared.receipt.format == .png)
        // Without a limit on bytes a render has no budget; this one has to be encoded.
        ours.formats = nil
        let jpeg = try ImagePreparer(options: PrepareOptions(for: ours)).prepare(Fixture.named("jpeg/420-mcu-o1.jpg"))
        #expect(jpeg.receipt.format == .jpeg && jpeg.receipt.size == PixelSize(width: 40, height: 20))
    }

    @Test func `a shorter side that the service cannot read has one warning, in the plan and in the receipt`() throws {
        let file = try Fixture.named("jpeg/420-mcu-o1.jpg")
        func warnings(_ change: (inout PrepareOptions) -> Void) throws -> (plan: Int, receipt: Int, size: PixelSize) {
            var options = PrepareOptions()
            change(&options)
            let preparer = ImagePreparer(options: options)
            let receipt = try preparer.prepare(file).receipt
            func count(_ warnings: [String]) -> Int { warnings.count { $0.contains("shorter side") } }
            return (count(try preparer.plan(file.span).warnings), count(receipt.warnings), receipt.size)
        }
        #expect(try warnings { $0.readableDimension = 33 } == (1, 1, PixelSize(width: 64, height: 32)))
        #expect(try warnings { $0.readableDimension = 32 } == (0, 0, PixelSize(width: 64, height: 32)))
        #expect(
            try warnings { ($0.readableDimension, $0.maxDimension) = (32, 62) } == (
                1, 1, PixelSize(width: 62, height: 31)
            ))
        // Only the byte budget makes it smaller, which no plan knows.
        let budget = try warnings { ($0.readableDimension, $0.maxBytes, $0.minQuality) = (32, 800, 90) }
        #expect(budget.plan == 0 && budget.receipt == 1 && budget.size.height < 32)
    }
}
