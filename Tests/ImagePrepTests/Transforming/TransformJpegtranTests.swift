import Foundation
import ImagePrep
import Testing

/// `jpegtran` of the system, where there is one.
enum Jpegtran {
    static let path = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"].split(separator: ":")
        .map { "\($0)/jpegtran" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    static let switches: [Orientation: [String]] = [
        .flipHorizontally: ["-flip", "horizontal"], .rotate180: ["-rotate", "180"],
        .flipVertically: ["-flip", "vertical"], .transpose: ["-transpose"], .rotate90: ["-rotate", "90"],
        .transverse: ["-transverse"], .rotate270: ["-rotate", "270"],
    ]

    /// Nil where it refuses.
    static func output(of file: URL, _ arguments: [String]) throws -> [UInt8]? {
        guard let path else { return nil }
        let result = file.appendingPathExtension("out")
        defer { try? FileManager.default.removeItem(at: result) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments + ["-outfile", result.path, file.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? try Checkout.bytes(result) : nil
    }
}

/// Ours against `jpegtran -perfect` and `-trim`: a sample of the matrix, or all of it for `Scripts/check-transform`.
@Suite(.enabled(if: Jpegtran.path != nil, "jpegtran is not installed"))
struct TransformJpegtranTests {
    private static let checksAll = ProcessInfo.processInfo.environment["CHECK_TRANSFORM"] != nil

    struct Case {
        var recipe: JPEGRecipe
        var orientation: Orientation
        var trims: Bool
    }

    private static var cases: [Case] {
        var cases: [Case] = []
        for factors in JPEGRecipe.samplings {
            for (width, height) in JPEGRecipe.sizes {
                for coding in 0..<3 {
                    var recipe = JPEGRecipe(width: width, height: height, factors: factors)
                    recipe.isProgressive = coding == 1
                    recipe.restartInterval = coding == 2 ? 2 : 0
                    for orientation in Orientation.allCases.dropFirst() {
                        cases.append(Case(recipe: recipe, orientation: orientation, trims: cases.count % 5 == 0))
                    }
                }
            }
        }
        // 43 has no factor in common with any dimension of the matrix, so the sample meets all of them.
        return checksAll ? cases : cases.enumerated().filter { $0.offset % 43 == 0 }.map(\.element)
    }

    @Test func `coefficients are jpegtran's wherever it turns without loss, and otherwise nothing is turned`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = folder.appending(path: "source.jpg")
        let workspace = Workspace()
        var equal = 0
        var refused = 0
        for test in Self.cases {
            let file = try #require(test.recipe.file())
            try Data(file).write(to: url)
            let arguments = ["-copy", "none", test.trims ? "-trim" : "-perfect"]
            let theirs = try Jpegtran.output(of: url, arguments + (Jpegtran.switches[test.orientation] ?? []))
            var options = PrepareOptions()
            options.edges = test.trims ? .trim : .exact
            let ours = try? transformed(file, test.orientation, options: options, workspace)
            guard let theirs, let ours else {
                // Of a picture smaller than an MCU jpegtran trims nothing and moves half of it.
                #expect(ours == nil && (theirs == nil || test.trims), "\(test)")
                refused += 1
                continue
            }
            let expected = try #require(CoefficientImage(theirs))
            #expect(expected.difference(from: CoefficientImage(ours.bytes), .upright) == nil, "\(test)")
            equal += 1
        }
        print("\(equal) outputs with the coefficients of jpegtran, \(refused) turns that neither makes")
        #expect(equal > 40 && refused > 5)
    }
}
