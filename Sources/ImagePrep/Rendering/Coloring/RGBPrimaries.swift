/// The corners and the white of an RGB space as CIE xy chromaticities.
package struct RGBPrimaries: Sendable, Hashable {
    package struct Chromaticity: Sendable, Hashable {
        package var x: Double
        package var y: Double

        package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }

        /// Scaled to Y = 1; nil for a y that no colour has.
        var tristimulus: [3 of Double]? {
            guard y > 1e-4, x.isFinite, y.isFinite else { return nil }
            return [x / y, 1, (1 - x - y) / y]
        }
    }

    package var red: Chromaticity
    package var green: Chromaticity
    package var blue: Chromaticity
    package var white: Chromaticity

    package init(red: Chromaticity, green: Chromaticity, blue: Chromaticity, white: Chromaticity) {
        (self.red, self.green, self.blue, self.white) = (red, green, blue, white)
    }

    private static let d65 = Chromaticity(0.3127, 0.3290)
    private static let p3Red = Chromaticity(0.680, 0.320)
    private static let p3Green = Chromaticity(0.265, 0.690)
    private static let p3Blue = Chromaticity(0.150, 0.060)

    /// IEC 61966-2-1, ITU-R BT.709.
    package static let srgb = RGBPrimaries(
        red: Chromaticity(0.640, 0.330), green: Chromaticity(0.300, 0.600), blue: Chromaticity(0.150, 0.060),
        white: d65)
    /// SMPTE EG 432-1, the primaries of Display P3.
    package static let displayP3 = RGBPrimaries(red: p3Red, green: p3Green, blue: p3Blue, white: d65)
    /// SMPTE RP 431-2, the same with the white of a cinema projector.
    package static let cinemaP3 = RGBPrimaries(
        red: p3Red, green: p3Green, blue: p3Blue, white: Chromaticity(0.314, 0.351))
    /// ITU-R BT.2020.
    package static let rec2020 = RGBPrimaries(
        red: Chromaticity(0.708, 0.292), green: Chromaticity(0.170, 0.797), blue: Chromaticity(0.131, 0.046),
        white: d65)
    /// Adobe RGB (1998) Color Image Encoding, 4.3.1.
    package static let adobeRGB = RGBPrimaries(
        red: Chromaticity(0.640, 0.330), green: Chromaticity(0.210, 0.710), blue: Chromaticity(0.150, 0.060),
        white: d65)

    /// Linear RGB to CIE XYZ relative to D50, the white of ICC's connection space; nil for primaries that span nothing.
    package var matrixToConnectionSpace: ColorMatrix? {
        guard let red = red.tristimulus, let green = green.tristimulus, let blue = blue.tristimulus,
            let white = white.tristimulus
        else { return nil }
        let corners = ColorMatrix(columns: [red, green, blue])
        guard let inverse = corners.inverse, let adaptation = Self.bradford(from: white) else { return nil }
        // Each corner is as bright as it takes for the three to add up to white.
        return adaptation * corners * .diagonal(inverse * white)
    }

    /// The white of ICC's connection space, ICC.1:2022, 7.2.16.
    private static let d50: [3 of Double] = [0.9642, 1, 0.8249]

    /// Linear Bradford adaptation to D50, ICC.1:2022, annex E.
    private static func bradford(from white: [3 of Double]) -> ColorMatrix? {
        let cones = ColorMatrix([0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296])
        let (source, target) = (cones * white, cones * d50)
        guard let inverse = cones.inverse, (0..<3).allSatisfy({ abs(source[$0]) > 1e-6 }) else { return nil }
        return inverse * .diagonal([3 of Double] { target[$0] / source[$0] }) * cones
    }
}
