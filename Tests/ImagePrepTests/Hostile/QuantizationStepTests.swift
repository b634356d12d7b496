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

    /// T.81 lets them be, in 16 bits; libjpeg's encoder has no room for steps above 8,191.
    @Test(arguments: Fixture.preparable("jpeg", "jpeg"), [8_192, 60_000])
    func `the largest steps are no fault of ours`(_ fixture: Fixture, step: Int) throws {
        let bytes = try Self.widened(fixture.bytes, step: step)
        for preparer in Self.preparers {
            do {
                let image = try preparer.prepare(bytes)
                #expect(preparer.verify(image.bytes).isEmpty)
            } catch {
                if case .internalFault(let what) = error { Issue.record("\(fixture.file): \(what)") }
            }
        }
    }

    /// With tables of 16 bits, whose last steps are as told.
    private static func widened(_ bytes: [UInt8], step: Int) -> [UInt8] {
        var (widened, position) = (Array(bytes[..<2]), 2)
        while position + 4 <= bytes.count, bytes[position] == 0xFF, bytes[position + 1] != 0xDA {
            let end = position + 2 + Int(bytes[position + 2]) << 8 + Int(bytes[position + 3])
            guard bytes[position + 1] == 0xDB else {
                widened += bytes[position..<end]
                position = end
                continue
            }
            for table in stride(from: position + 4, to: end, by: 65) {
                let steps = (1...64).map { $0 > 60 ? step : Int(bytes[table + $0]) }
                widened += [0xFF, 0xDB, 0, 131, 0x10 | bytes[table]]
                widened += steps.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            }
            position = end
        }
        return widened + bytes[position...]
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
