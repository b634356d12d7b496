import ImagePrep
import Testing

struct PowerLawTests {
    @Test(arguments: [
        (1.0, 0.0), (2, 1), (0.25, -2), (10, 3.321928094887362), (3e9, 31.482315354707417), (1e-6, -19.931568569324174),
    ])
    func `logarithms are the ones of tables`(x: Double, logarithm: Double) {
        #expect(abs(PowerLaw.log2(x) - logarithm) < 1e-11)
        #expect(abs(PowerLaw.exp2(logarithm) / x - 1) < 1e-11)
    }

    @Test func `a law through two points goes through both`() {
        let law = PowerLaw(from: (100, 10), to: (400, 20), within: 0...2)
        #expect(abs(law.exponent - 0.5) < 1e-12)
        #expect(abs(law.x(at: 20, through: (100, 10)) - 400) < 1e-6)
        #expect(PowerLaw(from: (100, 10), to: (400, 9), within: 0.25...2).exponent == 0.25)
    }
}
