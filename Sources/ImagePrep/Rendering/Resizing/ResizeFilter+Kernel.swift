extension ResizeFilter {
    /// How far the kernel reaches to either side at factor 1, in source pixels.
    var support: Double {
        switch self {
        case .lanczos3: 3
        case .catmullRom: 2
        case .bilinear: 1
        case .box: 0.5
        }
    }

    /// The kernel's mean over a pixel's width around `x` for `box`, its value at `x` for the others.
    ///
    /// - Parameters:
    ///   - x: the distance from the kernel's centre, in widened pixels.
    ///   - pixel: the width of a source pixel in the same unit; at most 1.
    func weight(at x: Double, pixel: Double) -> Double {
        switch self {
        case .lanczos3: abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0
        case .catmullRom: keysCubic(abs(x))
        case .bilinear: max(0, 1 - abs(x))
        // The covered part of the pixel: sampling the box at pixel centres would shift the picture where the factor is
        // not a whole number.
        case .box: max(0, min(0.5, x + pixel / 2) - max(-0.5, x - pixel / 2))
        }
    }
}

/// Keys' cubic with a = -1/2, for x >= 0.
private func keysCubic(_ x: Double) -> Double {
    if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
    if x < 2 { return ((-0.5 * x + 2.5) * x - 4) * x + 2 }
    return 0
}

/// sin(pi x) / (pi x).
private func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sinOfPi(x) / (Double.pi * x)
}

/// sin(pi x) from additions and multiplications alone: the C library's may differ in the last bit from CPU to CPU, and the
/// output must not.
private func sinOfPi(_ x: Double) -> Double {
    let turns = x.rounded()
    let angle = Double.pi * (x - turns)
    let square = angle * angle
    var term = 1.0
    // The Taylor series by Horner's rule; |angle| <= pi/2, so the first term left out is below 1e-17.
    for n in stride(from: 22.0, to: 0, by: -2) { term = 1 - term * square / (n * (n + 1)) }
    let sine = angle * term
    return turns.truncatingRemainder(dividingBy: 2) == 0 ? sine : -sine
}
