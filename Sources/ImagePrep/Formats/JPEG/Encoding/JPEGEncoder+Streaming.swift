extension JPEGEncoder {
    /// Encodes a picture whose rows keep their order while it is decoded, a strip at a time; nil as soon as the file would
    /// be larger than `maxBytes`.
    ///
    /// - Parameter isMirrored: whether rows are turned round from left to right.
    func encode(
        streaming source: inout some PlaneSource & ~Copyable, of file: Span<UInt8>, isMirrored: Bool,
        _ settings: JPEGEncodingSettings,
        maxBytes: Int, in context: PreparationContext
    ) throws(ImagePrepError) -> [UInt8]? {
        let format = source.format
        guard try open(format, settings, maxBytes: maxBytes, in: context) else { return nil }
        var strips = try PlaneStrips(of: source, stripCount: 1)
        let mirrored: [Plane]? = isMirrored ? try strips.emptyCopies() : nil
        while try strips.fill(from: &source, of: file) {
            context.timer.record(.decode)
            if let mirrored {
                try strips.mirror(into: mirrored, format)
                context.timer.record(.orient)
            }
            guard try write(strips, of: mirrored ?? strips.planes, format) else { return nil }
            context.timer.record(.encode)
        }
        defer { context.timer.record(.encode) }
        return try finish()
    }

    /// A decoded strip is one or more to encode: the factors of a single component count when decoding only.
    private func write(
        _ strips: borrowing PlaneStrips, of planes: [Plane], _ format: PlanarFormat
    ) throws(ImagePrepError) -> Bool {
        var rows = format.sampling.map { _ in 0 }
        while rows[0] < strips.rowCounts[0] {
            guard try writeStrip(planes, at: rows) else { return false }
            for index in rows.indices { rows[index] += 8 * format.sampling[index].vertical }
        }
        return true
    }
}

extension PlaneStrips {
    /// Planes of the same sizes.
    func emptyCopies() throws(ImagePrepError) -> [Plane] {
        var copies: [Plane] = []
        for plane in planes { copies.append(try Plane(plane.size)) }
        return copies
    }

    /// Copies what is there to planes of the same kind, each row turned round.
    func mirror(into mirrored: [Plane], _ format: PlanarFormat) throws(ImagePrepError) {
        for (index, plane) in mirrored.enumerated() {
            let part = PixelSize(width: format.planeSize(index).width, height: rowCounts[index])
            try plane.placeMirrored(planes[index], part)
            let overhang = Double(part.width) - format.extent(index).width
            if overhang > 0 { plane.shiftLeft(part, by: overhang) }
        }
    }
}
