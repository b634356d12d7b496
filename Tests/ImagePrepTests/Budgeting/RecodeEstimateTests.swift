import CTestOracles
import ImagePrep
import Testing

/// A JPEG over its budget is recoded losslessly where that saves enough, and only then loses quality.
struct RecodeEstimateTests {
    private let recipe = JPEGRecipe(width: 256, height: 192, factors: [(2, 2), (1, 1), (1, 1)], quality: 60)

    private func prepared(_ file: [UInt8], maxBytes: Int) throws -> PreparedImage {
        var options = PrepareOptions()
        options.maxBytes = maxBytes
        return try ImagePreparer(options: options).prepare(file)
    }

    @Test func `a few bytes too many cost no quality`() throws {
        let file = try #require(recipe.file())
        let made = try prepared(file, maxBytes: file.count - 8)
        #expect(made.receipt.route == .transform && made.receipt.isLossless)
        #expect((1...2).contains(made.receipt.encodes))
        #expect(made.bytes.count < file.count - 8)
        #expect(made.receipt.reason.contains("its blocks fit coded"))
        let source = try #require(CoefficientImage(file))
        #expect(source.difference(from: CoefficientImage(made.bytes), .upright) == nil)
    }

    /// Of dense coefficients a header cannot tell what made tables save: 8 % of this picture.
    @Test(arguments: [0.94, 0.97, 0.999])
    func `what only a look at the picture tells costs no quality either`(share: Double) throws {
        var dense = recipe
        (dense.quality, dense.width, dense.height) = (97, 512, 384)
        let file = try #require(dense.file())
        #expect(try !saving(dense, maxBytes: Int(Double(file.count) * 0.97)).isLikelyEnough)
        let made = try prepared(file, maxBytes: Int(Double(file.count) * share))
        #expect(made.receipt.route == .transform && made.receipt.isLossless && made.receipt.encodes == 1)
        #expect(made.bytes.count < Int(Double(file.count) * share))
        let source = try #require(CoefficientImage(file))
        #expect(source.difference(from: CoefficientImage(made.bytes), .upright) == nil)
    }

    /// Dense pictures are rendered with finer tables than their own, which say nothing of what their own take.
    @Test func `a dense picture whose scans save enough is not rendered`() throws {
        let noisy = JPEGRecipe(
            width: 640, height: 480, factors: [(1, 1), (1, 1), (1, 1)], quality: 75, hasOptimalTables: true)
        let file = try #require(noisy.file())
        guard let structure = try ImagePreparer().inspect(file.span).file as? JPEGStructure else { return }
        #expect(Double(8 * structure.scans.reduce(0) { $0 + $1.entropy.count }) / Double(640 * 480) > 2)
        var progressive = noisy
        progressive.isProgressive = true
        let smallest = try #require(progressive.file()).count
        let maxBytes = file.count * 100 / 105
        #expect(smallest < maxBytes)
        let made = try prepared(file, maxBytes: maxBytes)
        #expect(made.receipt.isLossless && made.bytes.count < maxBytes, "\(file.count) \(smallest)")
    }

    @Test func `far too many bytes are rendered at once`() throws {
        let file = try #require(recipe.file())
        let made = try prepared(file, maxBytes: file.count / 2)
        #expect(made.receipt.route == .render && !made.receipt.isLossless)
        #expect(made.receipt.encodes <= 2)
    }

    @Test func `a guess that was wrong ends in a render that says so`() throws {
        let file = try #require(recipe.file())
        var options = PrepareOptions()
        options.maxBytes = file.count * 3 / 5
        let preparer = ImagePreparer(options: options)
        let context = preparer.makeContext()
        var analysis = try preparer.analyze(file.span, in: context)
        guard let structure = analysis.inspection.file as? JPEGStructure else { return }
        let saving = RecodeEstimate(structure, byteCount: file.count, maxBytes: file.count)
        analysis.plan.attempts = [.transform(.saving(saving)), .render()]
        let made = try preparer.execute(analysis, of: file.span, in: context)
        #expect(made.receipt.route == .render)
        #expect(made.bytes.count < options.maxBytes)
        #expect(made.receipt.encodes >= 2)
        #expect(made.receipt.reason.contains("recoded losslessly"))
    }

    @Test func `general tables promise more the less there is in a block, made ones only what scans save`() throws {
        var coarse = recipe
        coarse.quality = 5
        let savings = try [recipe, coarse].map { try saving($0) }
        #expect(savings[0].optimal < savings[1].optimal)
        var made = recipe
        made.hasOptimalTables = true
        #expect(try saving(made).optimal == 0)
        made.isProgressive = true
        #expect(try !saving(made).isLikelyEnough)
    }

    private func saving(_ recipe: JPEGRecipe, maxBytes: Int? = nil) throws -> RecodeEstimate {
        let file = try #require(recipe.file())
        guard let structure = try ImagePreparer().inspect(file.span).file as? JPEGStructure else {
            throw ImagePrepError.internalFault("the recipe makes a JPEG")
        }
        return RecodeEstimate(structure, byteCount: file.count, maxBytes: maxBytes ?? file.count - 1)
    }
}
