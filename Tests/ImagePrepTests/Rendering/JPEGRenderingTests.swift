import Foundation
import ImagePrep
import Testing

/// Fixtures that are prepared, those whose colours djpeg writes as they are.
private let fixtures = Checkout.files(below: Checkout.fixtures.appending(path: "jpeg"))
    .map(\.lastPathComponent).filter { !$0.contains("cmyk") && !$0.contains("ycck") }
    // One turn of each kind is enough to decode twice in a program: all eight are compared as planes below.
    .filter { name in ["o1", "o2", "o3", "o6", "o7"].contains { name.contains($0) } && !name.contains("mcu") }

@Suite(.enabled(if: ReferenceDecoder.isThere, "djpeg is not installed"))
struct JPEGRenderingTests {
    @Test(arguments: fixtures)
    func `a render of the same size shows the card upright, with its own tables and sampling`(name: String) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name)"))
        let made = try render(input)
        guard let before = try ReferenceDecoder.decode(input) else { return }
        let after = try #require(try ReferenceDecoder.decode(made.output.bytes))
        // Of a picture of nine pixels half are at an edge, where moved chroma has nothing to be interpolated from.
        let isTiny = made.inspection.storedSize.pixelCount < 100
        #expect(after.psnr(to: before.oriented(made.inspection.orientation)) >= (isTiny ? 25 : 30))
        let (stored, upright) = try (frame(input), frame(made.output.bytes))
        // Chroma that readers repeat instead of interpolating is written in full where it would have to be moved.
        if name.contains("odd") && ["410", "411", "441", "2x4"].contains(where: name.hasPrefix)
            || made.inspection.storedSize.pixelCount < 100
        {
            return
        }
        let swaps = made.inspection.orientation.swapsAxes && stored.components.count > 1
        #expect(
            upright.components.map { [$0.horizontalSampling, $0.verticalSampling] }
                == stored.components.map { component in
                    let factors = [component.horizontalSampling, component.verticalSampling]
                    if stored.components.count == 1 { return [1, 1] }
                    return swaps ? factors.reversed() : factors
                })
    }

    @Test(arguments: Orientation.allCases, ["420-odd", "422-odd", "444-odd", "410-odd", "441-odd", "gray-odd"])
    func `planes are moved exactly, but for chroma on an odd axis that is flipped`(
        orientation: Orientation, name: String
    ) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name)-o1.jpg"))
        let upright = try planes(input, .upright)
        let oriented = try planes(input, orientation)
        for (index, plane) in oriented.pictures.enumerated() {
            let exact = upright.pictures[index].oriented(orientation)
            if oriented.shifts[index] {
                #expect(plane != exact)
                #expect(plane.psnr(to: exact) > 20)
            } else {
                #expect(plane == exact, "plane \(index)")
            }
        }
    }

    @Test(arguments: ["420-odd-o1", "410-mcu-o1", "progressive-420-odd-o1", "gray-odd-o1", "2x4-odd-o1"])
    func `the luma plane is what djpeg decodes`(name: String) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        let luma = try #require(try ReferenceDecoder.decode(input, arguments: ["-grayscale"]))
        #expect(try planes(input, .upright).pictures[0] == luma)
    }

    @Test(arguments: ["420-odd-o6", "422-mcu-o3", "gray-odd-o7", "444-block-o2", "410-odd-o8"])
    func `a smaller render shows the same card`(name: String) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        let inspection = try ImagePreparer().inspect(input.span)
        let size = inspection.uprightSize
        let half = PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
        let made = try render(input, to: half)
        let after = try #require(try ReferenceDecoder.decode(made.output.bytes))
        #expect((after.width, after.height) == (half.width, half.height))
        #expect(made.output.quality != nil)
    }

    @Test(arguments: [1, 300, 700, 1_000, 1_500, 3_000])
    func `a budget is kept, or the smallest size that was reached is told`(maxBytes: Int) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/420-odd-o6.jpg"))
        var options = PrepareOptions()
        options.maxBytes = maxBytes
        do {
            let made = try render(input, options: options)
            #expect(made.output.bytes.count < maxBytes)
            #expect(try ReferenceDecoder.decode(made.output.bytes) != nil)
        } catch ImagePrepError.budgetUnreachable(let budget, let smallest) {
            #expect(budget == maxBytes)
            #expect(smallest >= maxBytes)
        }
    }

    @Test(arguments: [PrepareOptions.Subsampling.yuv444, .yuv422, .yuv420])
    func `chroma is resampled to what was asked for`(subsampling: PrepareOptions.Subsampling) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/440-odd-o6.jpg"))
        var options = PrepareOptions()
        options.subsampling = subsampling
        let made = try render(input, options: options)
        let factors = try #require(frame(made.output.bytes).components.first)
        let expected = [.yuv444: [1, 1], .yuv422: [2, 1], .yuv420: [2, 2]][subsampling]
        #expect([factors.horizontalSampling, factors.verticalSampling] == expected)
        let before = try #require(try ReferenceDecoder.decode(input))
        let after = try #require(try ReferenceDecoder.decode(made.output.bytes))
        #expect(after.psnr(to: before.oriented(.rotate90)) >= 24)
    }

    @Test(arguments: ["420-odd-o6", "progressive-420-odd-o6"])
    func `memory is limited before decoding, at the number that is told and no lower`(name: String) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        var options = PrepareOptions()
        options.inputLimits.workingMemoryBytes = 1_000
        var needed = 0
        do {
            _ = try render(input, options: options)
        } catch ImagePrepError.limitExceeded(.workingMemory, limit: 1_000, let actual) {
            needed = actual
        }
        #expect(needed > 1_000)
        options.inputLimits.workingMemoryBytes = needed
        #expect(try !render(input, options: options).output.bytes.isEmpty)
    }

    @Test
    func `a progressive render is one`() throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/420-odd-o6.jpg"))
        var options = PrepareOptions()
        options.progressive = true
        let progressive = try render(input, options: options).output.bytes
        #expect(try frame(progressive).isProgressive)
        // The same handle goes on to make what a fresh one makes: optimised tables do not stay behind.
        let workspace = Workspace()
        _ = try render(input, options: options, using: workspace)
        let after = try render(input, using: workspace).output.bytes
        #expect(after == (try render(input).output.bytes))
    }

    @Test(arguments: ["420-odd-o6", "progressive-420-odd-o6", "arithmetic-420-odd-o6", "444-mcu-o2", "cmyk-odd-o7"])
    func `a file that is cut anywhere is refused or rendered, and says which`(name: String) throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/\(name).jpg"))
        var options = PrepareOptions()
        let workspace = Workspace()
        var refusals = 0
        for count in stride(from: 2, to: input.count - 1, by: 37) {
            for policy in [PrepareOptions.TruncationPolicy.refuse, .render] {
                options.truncated = policy
                do {
                    _ = try render(Array(input[..<count]), options: options, using: workspace)
                } catch ImagePrepError.truncated {
                    refusals += 1
                } catch ImagePrepError.malformed {
                    refusals += 1
                }
            }
        }
        #expect(refusals > 0)
        #expect(try render(input, using: workspace).output.bytes == render(input).output.bytes)
    }

    @Test
    func `half of a picture is refused with its rows, or rendered with a warning`() throws {
        let input = try Checkout.bytes(Checkout.fixtures.appending(path: "jpeg/420-mcu-o1.jpg"))
        let half = Array(input[..<(input.count * 3 / 4)])
        #expect(throws: ImagePrepError.self) { try render(half) }
        var options = PrepareOptions()
        options.truncated = .render
        let made = try render(half, options: options)
        #expect(made.output.warnings.contains { $0.contains("rows are there") })
    }
}

// MARK: - Rendering in tests

private struct Rendered {
    let output: RouteOutput
    let inspection: Inspection
}

private func render(
    _ input: [UInt8], to size: PixelSize? = nil, options: PrepareOptions = PrepareOptions()
) throws -> Rendered {
    try render(input, to: size, options: options, using: Workspace())
}

private func render(
    _ input: [UInt8], to size: PixelSize? = nil, options: PrepareOptions = PrepareOptions(),
    using workspace: Workspace
) throws -> Rendered {
    let inspection = try ImagePreparer(options: options).inspect(input.span)
    let plan = Plan(.render(), targetSize: size ?? inspection.uprightSize, format: .jpeg)
    let output = try Renderer(PreparationContext(options, using: workspace)).render(input.span, inspection, plan)
    return Rendered(output: output, inspection: inspection)
}

private func frame(_ bytes: [UInt8]) throws -> JPEGStructure.Frame {
    guard let structure = try ImagePreparer().inspect(bytes.span).file as? JPEGStructure else {
        throw ImagePrepError.notAnImage(found: "no JPEG")
    }
    return structure.frame
}

/// The planes of a picture turned, and which of them lie on an axis whose samples must shift.
private func planes(
    _ input: [UInt8], _ orientation: Orientation
) throws -> (pictures: [ReferenceImage], shifts: [Bool]) {
    let decoder = try JPEGDecoder()
    let context = PreparationContext()
    try decoder.open(input.span, layout: .planes, scaleEighths: 8, in: context)
    var source = try JPEGPlaneSource(decoder)
    let target = source.format.upright(orientation)
    let pipeline = PlanePipeline(orientation: orientation, target: target, filter: .lanczos3)
    let planes = try pipeline.planes(from: &source, of: input.span, context)
    let mirrored = orientation.mirroredUprightAxes
    var pictures: [ReferenceImage] = []
    var shifts: [Bool] = []
    for (index, plane) in planes.planes.enumerated() {
        let (size, extent) = (target.planeSize(index), target.extent(index))
        shifts.append(
            mirrored.x && Double(size.width) != extent.width || mirrored.y && Double(size.height) != extent.height)
        pictures.append(
            ReferenceImage(
                width: size.width, height: size.height, channels: 1, samples: plane.buffer.packedBytes()))
    }
    return (pictures, shifts)
}
