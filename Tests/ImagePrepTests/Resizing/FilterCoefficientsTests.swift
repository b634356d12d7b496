import ImagePrep
import Testing

struct FilterCoefficientsTests {
    @Test(arguments: ResizeFilter.allCases, [(1, 1), (2, 1), (13, 10), (97, 26), (1600, 16), (6_550, 3), (3, 7)])
    func `the weights of every window sum to one unit`(filter: ResizeFilter, counts: (Int, Int)) {
        for pass in [FilterCoefficients.Pass.row, .column] {
            let mapping = AxisMapping(from: counts.0, to: counts.1)
            let axis = FilterCoefficients(mapping, filter: filter, pass: pass, arithmetic: .integer)
            for target in 0..<counts.1 {
                let window = axis.integerWeights[(target * axis.tapCount)..<((target + 1) * axis.tapCount)]
                #expect(window.reduce(0) { $0 + Int($1) } == 1 << axis.shift)
            }
        }
    }

    @Test(arguments: ResizeFilter.allCases)
    func `no sum can leave 32 bits`(filter: ResizeFilter) {
        let mappings = [
            AxisMapping(from: 200, to: 199), AxisMapping(from: 9, to: 8), AxisMapping(from: 5_000, to: 7),
            AxisMapping(sourceCount: 40, begin: -0.5, end: 40.5, targetCount: 20),
        ]
        for mapping in mappings {
            for (pass, largest) in [(FilterCoefficients.Pass.row, 255), (.column, 32_768)] {
                let axis = FilterCoefficients(mapping, filter: filter, pass: pass, arithmetic: .integer)
                for target in 0..<mapping.targetCount {
                    let window = axis.integerWeights[(target * axis.tapCount)..<((target + 1) * axis.tapCount)]
                    let worst = window.reduce(0) { $0 + abs(Int($1)) } * largest + (1 << (axis.shift + 5))
                    #expect(worst <= Int(Int32.max))
                }
            }
        }
    }

    @Test func `windows stay within the source`() {
        for counts in [(100, 37), (9, 2), (8, 8), (1_000, 999)] {
            let mapping = AxisMapping(from: counts.0, to: counts.1)
            let axis = FilterCoefficients(mapping, filter: .lanczos3, pass: .row, arithmetic: .integer)
            for start in axis.starts {
                #expect(start >= 0 && (counts.0 < axis.tapCount || Int(start) + axis.tapCount <= counts.0))
            }
        }
    }
}
