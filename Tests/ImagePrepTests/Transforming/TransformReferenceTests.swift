import Foundation
import ImagePrep
import Testing

/// The fast way through a sequential scan writes the very bytes that libjpeg writes.
struct TransformReferenceTests {
    @Test(arguments: Orientation.allCases)
    func `packed coefficients give libjpeg's bytes`(orientation: Orientation) throws {
        let workspace = Workspace()
        var compared = 0
        for factors in JPEGRecipe.samplings {
            for (width, height) in JPEGRecipe.sizes {
                for (quality, hasOptimalTables, restartInterval) in [(95, false, 0), (40, true, 0), (75, false, 2)] {
                    var recipe = JPEGRecipe(width: width, height: height, factors: factors, quality: quality)
                    recipe.hasOptimalTables = hasOptimalTables
                    recipe.restartInterval = restartInterval
                    let file = try #require(recipe.file())
                    guard try #require(CoefficientImage(file)).isExact(orientation) else { continue }
                    let fast = try transformed(file, orientation, workspace).bytes
                    let plain = try transformed(file, orientation, isReference: true, workspace).bytes
                    #expect(fast == plain, "\(recipe)")
                    compared += 1
                }
            }
        }
        #expect(compared > 100)
    }

    @Test func `every budget gives libjpeg's bytes`() throws {
        let workspace = Workspace()
        let file = try #require(JPEGRecipe(width: 256, height: 192, factors: [(2, 2), (1, 1), (1, 1)]).file())
        var options = PrepareOptions()
        for encodes in 1...3 {
            let fast = try transformed(file, .rotate270, options: options, workspace)
            let plain = try transformed(file, .rotate270, options: options, isReference: true, workspace)
            #expect(fast.encodes == encodes)
            #expect(fast.bytes == plain.bytes && fast.reasons == plain.reasons)
            options.maxBytes = fast.bytes.count
        }
    }

    @Test(.enabled(if: Checkout.hasCorpus, "no corpus beside the checkout"))
    func `real photos give libjpeg's bytes`() throws {
        let workspace = Workspace()
        var compared = 0
        for folder in ["camera", "orientation"] {
            for url in Checkout.files(below: Checkout.corpus.appending(path: folder)) {
                guard let file = try? Checkout.bytes(url), file.count < 60_000 else { continue }
                var options = PrepareOptions()
                options.edges = .trim
                let fast = Result { () throws(ImagePrepError) in
                    try transformed(file, .transverse, options: options, workspace)
                }
                let plain = Result { () throws(ImagePrepError) in
                    try transformed(file, .transverse, options: options, isReference: true, workspace)
                }
                switch (fast, plain) {
                case (.success(let fast), .success(let plain)):
                    #expect(fast.bytes == plain.bytes && fast.warnings == plain.warnings, "\(url.lastPathComponent)")
                    compared += 1
                case (.failure(let fast), .failure(let plain)): #expect(fast == plain)
                default: Issue.record("one way fails and the other does not: \(url.lastPathComponent)")
                }
            }
        }
        #expect(compared > 80)
    }
}
