/// What the planes of a picture mean.
package enum PlanarColor: Sendable, Hashable, CaseIterable {
    case gray, yCbCr, rgb, cmyk, ycck

    package var planeCount: Int {
        switch self {
        case .gray: 1
        case .yCbCr, .rgb: 3
        case .cmyk, .ycck: 4
        }
    }

    /// Whether its samples say how much ink there is, not how much light.
    package var isCMYK: Bool { self == .cmyk || self == .ycck }

    /// Whether a plane holds colour without lightness, which the eye sees less sharply.
    package func isChroma(_ index: Int) -> Bool {
        (self == .yCbCr || self == .ycck) && (index == 1 || index == 2)
    }
}

/// How many samples of a plane go with how many of the others: JPEG's sampling factors, 1...4.
package struct SamplingFactors: Sendable, Hashable {
    package var horizontal: Int
    package var vertical: Int

    package init(horizontal: Int, vertical: Int) {
        self.horizontal = horizontal
        self.vertical = vertical
    }

    package static let one = SamplingFactors(horizontal: 1, vertical: 1)

    /// As they are once rows have become columns.
    package var transposed: SamplingFactors { SamplingFactors(horizontal: vertical, vertical: horizontal) }
}

/// The size of a picture and of each of its planes.
package struct PlanarFormat: Sendable, Hashable {
    /// Of the picture, in pixels.
    package var size: PixelSize
    package var color: PlanarColor
    /// One a plane.
    package var sampling: [SamplingFactors]

    package init(size: PixelSize, color: PlanarColor, sampling: [SamplingFactors]) {
        self.size = size
        self.color = color
        self.sampling = sampling
    }

    /// YCbCr of the usual kind: chroma at 1 for so many luma samples.
    package init(yCbCr size: PixelSize, luma: SamplingFactors) {
        self.init(size: size, color: .yCbCr, sampling: [luma, .one, .one])
    }

    /// The largest factors, which belong to planes of the picture's own size.
    package var full: SamplingFactors {
        SamplingFactors(
            horizontal: sampling.map(\.horizontal).max() ?? 1, vertical: sampling.map(\.vertical).max() ?? 1)
    }

    /// Samples of a plane; where the picture's size does not divide, the last one stands for what is left.
    package func planeSize(_ index: Int) -> PixelSize {
        let factors = sampling[index]
        return PixelSize(
            width: (size.width * factors.horizontal + full.horizontal - 1) / full.horizontal,
            height: (size.height * factors.vertical + full.vertical - 1) / full.vertical)
    }

    /// The samples of a plane that the picture's own width and height come to, which may be a fraction.
    package func extent(_ index: Int) -> PlaneExtent {
        let factors = sampling[index]
        return PlaneExtent(
            width: Double(size.width * factors.horizontal) / Double(full.horizontal),
            height: Double(size.height * factors.vertical) / Double(full.vertical))
    }

    /// The same picture upright.
    package func upright(_ orientation: Orientation) -> PlanarFormat {
        var format = self
        format.size = orientation.upright(size)
        if orientation.swapsAxes { format.sampling = sampling.map(\.transposed) }
        return format
    }
}

/// A width and a height in samples of a plane, which need not be whole.
package struct PlaneExtent: Sendable, Hashable {
    package var width: Double
    package var height: Double

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }
}
