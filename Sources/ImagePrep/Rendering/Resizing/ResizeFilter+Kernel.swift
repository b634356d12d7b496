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
        case .lanczos3: abs(x) < 3 ? windowedSinc(x) : 0
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

/// sin(pi x) / (pi x) times the same of x / 3, for |x| < 3. One sine is enough: sin 3a = 3 sin a - 4 sin^3 a.
private func windowedSinc(_ x: Double) -> Double {
    guard x != 0 else { return 1 }
    let sine = sinOfPi(x / 3)
    let angle = Double.pi * x
    return 3 * (3 - 4 * sine * sine) * sine * sine / (angle * angle)
}

/// sin(pi x) for |x| < 1 from additions and multiplications alone: the C library's may differ in the last bit from CPU to
/// CPU, and the output must not.
private func sinOfPi(_ x: Double) -> Double {
    // Mirrored into the half where the series is short.
    let near = abs(x) > 0.5 ? (x < 0 ? -1 : 1) - x : x
    let angle = Double.pi * near
    let square = angle * angle
    // The Taylor series by Horner's rule; |angle| <= pi/2, so the first term left out is below 1e-15.
    var sum = 1.0 / 355_687_428_096_000
    sum = sum * square - 1.0 / 1_307_674_368_000
    sum = sum * square + 1.0 / 6_227_020_800
    sum = sum * square - 1.0 / 39_916_800
    sum = sum * square + 1.0 / 362_880
    sum = sum * square - 1.0 / 5_040
    sum = sum * square + 1.0 / 120
    sum = sum * square - 1.0 / 6
    return angle * (sum * square + 1)
}
