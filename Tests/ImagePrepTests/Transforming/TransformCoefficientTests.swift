import CTestOracles
import ImagePrep
import Testing

/// Every turn of every kind of JPEG against coefficients that plain libjpeg reads and plain code turns.
struct TransformCoefficientTests {
    static let orientations = Orientation.allCases

    enum Coding: CaseIterable, Sendable {
        case baseline, optimal, progressive, restart, separate, arithmetic, progressiveArithmetic
    }

    @Test(arguments: Coding.allCases)
    func `coefficients, tables and factors are exactly the source's, turned`(coding: Coding) throws {
        let workspace = Workspace()
        var exact = 0
        for factors in JPEGRecipe.samplings {
            for (width, height) in JPEGRecipe.sizes {
                let recipe = recipe(coding, width, height, factors)
                guard let file = recipe.file() else { continue }
                let source = try #require(CoefficientImage(file))
                for orientation in Self.orientations where source.isExact(orientation) {
                    let output = try transformed(file, orientation, workspace)
                    let oriented = CoefficientImage(output.bytes)
                    let difference = source.difference(from: oriented, orientation)
                    #expect(difference == nil, "\(recipe), orientation \(orientation.rawValue)")
                    #expect(oriented?.header.warning_count == 0)
                    #expect(oriented?.header.is_progressive == source.header.is_progressive)
                    #expect(oriented?.header.is_arithmetic == false)
                    #expect(output.isLossless && output.encodes == 1)
                    exact += 1
                }
            }
        }
        #expect(exact > 850)
    }

    private func recipe(_ coding: Coding, _ width: Int, _ height: Int, _ factors: [(Int, Int)]) -> JPEGRecipe {
        var recipe = JPEGRecipe(width: width, height: height, factors: factors)
        switch coding {
        case .baseline: break
        case .optimal: recipe.hasOptimalTables = true
        case .progressive: recipe.isProgressive = true
        case .restart: recipe.restartInterval = 3
        case .separate: recipe.separatesComponents = true
        case .arithmetic: recipe.isArithmetic = true
        case .progressiveArithmetic:
            recipe.isArithmetic = true
            recipe.isProgressive = true
        }
        return recipe
    }

    @Test func `trimming gives up less than an MCU at the moved edges and nothing else`() throws {
        var trimmed = 0
        for factors in JPEGRecipe.samplings {
            let recipe = JPEGRecipe(width: 57, height: 71, factors: factors)
            let file = try #require(recipe.file())
            let source = try #require(CoefficientImage(file))
            var options = PrepareOptions()
            options.edges = .trim
            for orientation in Self.orientations {
                let output = try transformed(file, orientation, options: options)
                let difference = source.difference(
                    from: CoefficientImage(output.bytes), orientation, trims: true)
                #expect(difference == nil, "\(recipe), orientation \(orientation.rawValue)")
                #expect(output.isLossless == source.isExact(orientation))
                if !output.isLossless { trimmed += 1 }
            }
        }
        #expect(trimmed == JPEGRecipe.samplings.count * 6)
    }

    @Test func `a turn that would lose pixels is a fault of the plan`() throws {
        let file = try #require(JPEGRecipe(width: 20, height: 20, factors: [(2, 2), (1, 1), (1, 1)]).file())
        for orientation in [Orientation.flipHorizontally, .rotate90, .rotate180, .transverse] {
            #expect(throws: ImagePrepError.self) { try transformed(file, orientation) }
        }
        var options = PrepareOptions()
        options.edges = .trim
        let small = try #require(JPEGRecipe(width: 9, height: 20, factors: [(2, 2), (1, 1), (1, 1)]).file())
        #expect(throws: ImagePrepError.self) { try transformed(small, .flipHorizontally, options: options) }
    }

    @Test func `more blocks than an MCU may have are written a component at a time`() throws {
        var recipe = JPEGRecipe(width: 480, height: 352, factors: [(4, 2), (2, 1), (1, 2)], quality: 30)
        recipe.separatesComponents = true
        let file = try #require(recipe.file())
        let source = try #require(CoefficientImage(file))
        let sequential = try transformed(file, .rotate90)
        #expect(source.difference(from: CoefficientImage(sequential.bytes), .rotate90) == nil)
        var options = PrepareOptions()
        options.maxBytes = sequential.bytes.count
        let progressive = try transformed(file, .rotate90, options: options)
        #expect(source.difference(from: CoefficientImage(progressive.bytes), .rotate90) == nil)
        #expect(CoefficientImage(progressive.bytes)?.header.is_progressive == true)
    }

    @Test func `one workspace and fresh ones give the same bytes`() throws {
        let workspace = Workspace()
        for factors in JPEGRecipe.samplings {
            var recipe = JPEGRecipe(width: 64, height: 32, factors: factors)
            for isProgressive in [false, true] {
                recipe.isProgressive = isProgressive
                let file = try #require(recipe.file())
                let shared = try transformed(file, .rotate270, workspace).bytes
                #expect(try transformed(file, .rotate270).bytes == shared)
                #expect(try transformed(file, .rotate270, workspace).bytes == shared)
            }
        }
    }
}
