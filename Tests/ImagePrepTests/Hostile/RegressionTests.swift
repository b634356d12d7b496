import Foundation
import ImagePrep
import Testing

/// What fuzzing found, each file named for what was wrong with it.
struct RegressionTests {
    private static let folder = Checkout.root.appending(path: "Tests/Fuzzing/Regressions")

    @Test func `what fuzzing found is refused, or what is made of it keeps the promise`() throws {
        let files = Checkout.files(below: Self.folder)
        #expect(!files.isEmpty)
        for file in files {
            let bytes = try Checkout.bytes(file)
            for preparer in preparers {
                _ = try? preparer.inspect(bytes.span)
                _ = preparer.verify(bytes)
                do {
                    let image = try preparer.prepare(bytes)
                    #expect(preparer.verify(image.bytes).isEmpty, "\(file.lastPathComponent)")
                    #expect(try preparer.prepare(image.bytes).bytes == image.bytes, "\(file.lastPathComponent)")
                } catch {
                    if case .internalFault(let what) = error { Issue.record("\(file.lastPathComponent): \(what)") }
                }
            }
        }
    }

    /// As it comes; with the missing made up, resized under a small budget; under a smaller one; and to PNG.
    private var preparers: [ImagePreparer] {
        var tight = PrepareOptions()
        tight.maxDimension = 40
        tight.maxBytes = 3_000
        tight.truncated = .render
        var tighter = PrepareOptions()
        tighter.maxBytes = 1_500
        var png = PrepareOptions()
        png.format = .png
        return [PrepareOptions(), tight, tighter, png].map { ImagePreparer(options: $0) }
    }
}
