import CTestOracles
import ImagePrep
import Testing

/// Damaged and hostile coefficient data: an error, or exactly what plain libjpeg reads of it.
struct TransformDamageTests {
    private static let recipes: [JPEGRecipe] = {
        let base = JPEGRecipe(width: 96, height: 64, factors: [(2, 2), (1, 1), (1, 1)])
        var recipes = Array(repeating: base, count: 5)
        recipes[1].isProgressive = true
        recipes[2].restartInterval = 5
        recipes[3].separatesComponents = true
        recipes[4].isArithmetic = true
        return recipes
    }()

    private var rendering: PrepareOptions {
        var options = PrepareOptions()
        options.truncated = .render
        return options
    }

    /// Transforms `bytes` by the structure of the whole file, as if the inspector had let them pass.
    private func transformed(
        _ bytes: [UInt8], as whole: [UInt8], _ options: PrepareOptions, _ workspace: Workspace,
        cancellation: CancellationFlag? = nil
    ) throws(ImagePrepError) -> RouteOutput {
        var inspection = try ImagePreparer().inspect(whole.span)
        inspection.orientation = .rotate90
        let plan = Plan(.transform(), targetSize: inspection.uprightSize, format: .jpeg)
        let context = PreparationContext(options, using: workspace, cancellation: cancellation)
        return try Transformer(context).transform(bytes.span, inspection, plan)
    }

    @Test func `a cut scan is refused, with the rows that are missing, or taken as it is`() throws {
        let file = try #require(Self.recipes[0].file())
        let cut = Array(file[..<(file.count * 3 / 4)])
        let error = #expect(throws: ImagePrepError.self) { try ImagePrepTests.transformed(cut, .rotate90) }
        guard case .truncated(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains("of its 4 rows of MCUs are missing"))
        let output = try ImagePrepTests.transformed(cut, .rotate90, options: rendering)
        #expect(output.warnings == [text])
        let source = try #require(CoefficientImage(cut))
        #expect(source.difference(from: CoefficientImage(output.bytes), .rotate90) == nil)
    }

    @Test(arguments: 0..<4)
    func `a missing end-of-image marker costs nothing but a warning`(index: Int) throws {
        let file = try #require(Self.recipes[index].file())
        let output = try ImagePrepTests.transformed(Array(file.dropLast(2)), .rotate90)
        #expect(output.warnings.contains { $0.contains("end-of-image marker is missing") })
        let source = try #require(CoefficientImage(file))
        #expect(source.difference(from: CoefficientImage(output.bytes), .rotate90) == nil)
    }

    @Test func `arithmetic coding without an end-of-image marker is refused, as nothing tells whether it is whole`()
        throws
    {
        let file = try #require(Self.recipes[4].file())
        #expect(throws: ImagePrepError.self) { try ImagePrepTests.transformed(Array(file.dropLast(2)), .rotate90) }
        _ = try ImagePrepTests.transformed(Array(file.dropLast(2)), .rotate90, options: rendering)
    }

    @Test func `a progressive file that lacks its last scans is cut short`() throws {
        let file = try #require(Self.recipes[1].file())
        guard let structure = try ImagePreparer().inspect(file.span).file as? JPEGStructure else { return }
        let lastScan = structure.segments[try #require(structure.scans.last).segmentIndex].range.lowerBound
        let workspace = Workspace()
        #expect(throws: ImagePrepError.self) {
            try transformed(Array(file[..<lastScan]), as: file, PrepareOptions(), workspace)
        }
        _ = try transformed(Array(file[..<lastScan]), as: file, rendering, workspace)
    }

    @Test(arguments: 0..<5)
    func `cut anywhere, it throws or gives what is there`(index: Int) throws {
        let file = try #require(Self.recipes[index].file())
        let workspace = Workspace()
        for end in stride(from: 0, to: file.count - 2, by: 37) {
            let cut = Array(file[..<end])
            let refused = try? transformed(cut, as: file, PrepareOptions(), workspace)
            #expect((refused == nil), "cut at \(end) of \(file.count)")
            guard let output = try? transformed(cut, as: file, rendering, workspace) else { continue }
            let source = try #require(CoefficientImage(cut))
            #expect(source.difference(from: CoefficientImage(output.bytes), .rotate90) == nil, "cut at \(end)")
        }
    }

    @Test(arguments: 0..<5)
    func `with any byte wrong, it throws or gives what plain libjpeg reads`(index: Int) throws {
        let file = try #require(Self.recipes[index].file())
        let workspace = Workspace()
        var outputs = 0
        for offset in stride(from: 2, to: file.count, by: 11) {
            var damaged = file
            damaged[offset] = UInt8(truncatingIfNeeded: offset &* 151 &+ 13)
            guard let output = try? transformed(damaged, as: file, rendering, workspace) else { continue }
            guard let source = CoefficientImage(damaged), source.isExact(.rotate90) else { continue }
            outputs += 1
            #expect(
                source.difference(from: CoefficientImage(output.bytes), .rotate90) == nil, "damaged at \(offset)")
        }
        #expect(outputs > 20)
    }

    @Test func `limits on memory, scans and warnings are kept, and a raised flag stops the work`() throws {
        let file = try #require(Self.recipes[1].file())
        var options = PrepareOptions()
        options.inputLimits.workingMemoryBytes = 10_000
        // 96 x 64 in 4:2:0: 96 blocks of luma and 2 x 24 of chroma, 128 bytes each, and a bit a block of luma.
        #expect(throws: ImagePrepError.limitExceeded(.workingMemory, limit: 10_000, actual: 144 * 128 + 12)) {
            try ImagePrepTests.transformed(file, .rotate90, options: options)
        }
        let workspace = Workspace()
        var limits = PrepareOptions()
        limits.inputLimits.scans = 4
        #expect(throws: ImagePrepError.limitExceeded(.scans, limit: 4, actual: 5)) {
            try transformed(file, as: file, limits, workspace)
        }
        let flag = CancellationFlag()
        flag.raise()
        #expect(throws: ImagePrepError.cancelled) {
            try transformed(file, as: file, PrepareOptions(), workspace, cancellation: flag)
        }
    }
}
