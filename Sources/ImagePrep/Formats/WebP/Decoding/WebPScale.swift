#if WebP
extension WebPStructure {
    /// The size to decode at for a picture that is to become `target`, in stored rows and columns: a whole fraction of its own that
    /// leaves the resize at least two samples for each.
    ///
    /// The decoder averages as it goes, so that the picture is never held at its own size. Alpha is left alone: the average would
    /// let the colors of transparent pixels through.
    func decodedSize(for target: PixelSize) -> PixelSize {
        let factor = min(
            canvas.width / (2 * max(1, target.width)), canvas.height / (2 * max(1, target.height)))
        guard !mayBeTransparent, factor >= 2 else { return canvas }
        return PixelSize(
            width: (canvas.width + factor - 1) / factor, height: (canvas.height + factor - 1) / factor)
    }

    /// What a receipt says of rows that the data did not come to.
    func warnings(missingRowCount: Int) -> (descriptions: [String], count: Int) {
        guard missingRowCount > 0 else { return ([], 0) }
        return (["The last \(missingRowCount.formatted) of the picture's rows are missing."], 1)
    }
}

extension PixelSize {
    /// Of chroma planes at 4:2:0.
    var chroma: PixelSize { PixelSize(width: (width + 1) / 2, height: (height + 1) / 2) }
}
#endif
