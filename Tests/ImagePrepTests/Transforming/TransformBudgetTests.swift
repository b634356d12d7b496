import CTestOracles
import ImagePrep
import Testing

/// What the transform tries before it gives up on a byte budget.
struct TransformBudgetTests {
    private let recipe = JPEGRecipe(width: 256, height: 192, factors: [(2, 1), (1, 1), (1, 1)])

    @Test func `standard tables, then the picture's own, then progressive, then an error with the smallest size`()
        throws
    {
        let file = try #require(recipe.file())
        let source = try #require(CoefficientImage(file))
        var options = PrepareOptions()
        var last = try transformed(file, .rotate180, options: options)
        #expect(last.encodes == 1 && last.reasons.isEmpty)
        for encodes in 2...3 {
            options.maxBytes = last.bytes.count
            let next = try transformed(file, .rotate180, options: options)
            #expect(next.bytes.count < last.bytes.count)
            #expect(next.encodes == encodes)
            #expect(next.reasons.sentence.contains("\(last.bytes.count)"))
            #expect(source.difference(from: CoefficientImage(next.bytes), .rotate180) == nil)
            last = next
        }
        #expect(CoefficientImage(last.bytes)?.header.is_progressive == true)
        options.maxBytes = last.bytes.count
        #expect(throws: ImagePrepError.budgetUnreachable(budget: last.bytes.count, smallest: last.bytes.count)) {
            try transformed(file, .rotate180, options: options)
        }
    }

    @Test func `a source with tables of its own gets new ones`() throws {
        var recipe = recipe
        recipe.hasOptimalTables = true
        let file = try #require(recipe.file())
        let oriented = try transformed(file, .flipVertically)
        // Standard tables would take some percent more.
        #expect(abs(oriented.bytes.count - file.count) < file.count / 100)
    }

    @Test func `an output much larger than its source is not cut off`() throws {
        // Arithmetic coding at a low quality: Huffman needs half as much again.
        var recipe = JPEGRecipe(width: 640, height: 480, factors: [(2, 2), (1, 1), (1, 1)], quality: 3)
        recipe.isArithmetic = true
        let file = try #require(recipe.file())
        let source = try #require(CoefficientImage(file))
        var options = PrepareOptions()
        let output = try transformed(file, .upright, options: options)
        #expect(source.difference(from: CoefficientImage(output.bytes), .upright) == nil)
        options.maxBytes = output.bytes.count + 1
        #expect(try transformed(file, .upright, options: options).bytes == output.bytes)
        for maxBytes in [0, 1, 2, 100, 600] {
            options.maxBytes = maxBytes
            #expect(throws: ImagePrepError.self) { try transformed(file, .upright, options: options) }
        }
    }
}
