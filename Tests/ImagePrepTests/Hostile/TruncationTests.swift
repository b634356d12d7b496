import ImagePrep
import Testing

/// Scripts/hostile cuts at every 37th byte; these are some of them.
struct TruncationTests {
    @Test func `cut anywhere, a fixture is refused or what is made of it keeps the promise`() throws {
        var render = PrepareOptions()
        render.truncated = .render
        let preparers = [ImagePreparer(), ImagePreparer(options: render)]
        var (refused, prepared) = (0, 0)
        for (number, fixture) in Fixture.all.enumerated() {
            let bytes = try fixture.bytes
            // Others for each file, so that all kinds of places are met.
            for part in 0..<3 {
                let cut = (bytes.count * (2 * part + number % 2) / 6) / 37 * 37
                for preparer in preparers {
                    do {
                        let image = try preparer.prepare(Array(bytes[..<cut]))
                        #expect(preparer.verify(image.bytes).isEmpty, "\(fixture.file) cut at \(cut)")
                        prepared += 1
                    } catch {
                        if case .internalFault(let what) = error {
                            Issue.record("\(fixture.file) cut at \(cut): \(what)")
                        }
                        refused += 1
                    }
                }
            }
        }
        #expect(refused > 1000)
        #expect(prepared > 100)
    }
}
