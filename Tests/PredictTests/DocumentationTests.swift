import Foundation
import Testing

struct DocumentationTests {
    @Test func `every Swift example of the documentation stands in the file that is compiled`() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/predict.md"), encoding: .utf8)
        let compiled = lines(
            try String(contentsOf: tests.appending(path: "DocumentationExamples.swift"), encoding: .utf8))
        let examples = page.components(separatedBy: "```swift\n").dropFirst().map { part in
            lines(part.components(separatedBy: "```")[0])
        }
        #expect(examples.count == 8)
        for example in examples {
            #expect(compiled.contains(example), "\(example.joined(separator: "\n")) is not compiled")
        }
    }

    /// Without indentation, which is not the same inside a function.
    private func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }
    }
}
