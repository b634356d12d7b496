import ImagePrep
import Testing

/// T.81 has steps of 1 and more; libjpeg takes 0, and multiplies by it.
struct QuantizationStepTests {
    @Test(arguments: Fixture.preparable("jpeg", "jpeg"))
    func `a step of 0 is no fault of ours, however the picture is encoded anew`(_ fixture: Fixture) throws {
        var bytes = try fixture.bytes
        guard let table = bytes.indices.dropLast(70).first(where: { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDB }) else {
            return
        }
        bytes[table + 5 + 20] = 0
        for preparer in Self.preparers {
            for file in [bytes, Array(bytes[..<(bytes.count * 9 / 10)])] {
                do {
                    let image = try preparer.prepare(file)
                    let problems = preparer.verify(image.bytes)
                    #expect(problems.isEmpty)
                } catch {
                    if case .internalFault(let what) = error { Issue.record("\(fixture.file): \(what)") }
                }
            }
        }
    }

    /// As it comes, cut files made up; under budgets that few fixtures keep without loss; smaller; and to PNG.
    private static let preparers: [ImagePreparer] = {
        var choices = [PrepareOptions](repeating: PrepareOptions(), count: 4)
        for index in choices.indices { choices[index].truncated = .render }
        choices[1].maxBytes = 1_500
        choices[2].maxDimension = 16
        choices[3].format = .png
        return choices.map { ImagePreparer(options: $0) }
    }()
}
