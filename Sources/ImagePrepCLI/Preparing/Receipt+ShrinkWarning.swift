internal import ImagePrep

extension Receipt {
    /// Says so where a byte budget has left less than a quarter of the pixels that all other limits permit.
    mutating func addShrinkWarning(_ options: PrepareOptions) {
        let upright = orientation.upright(storedSize)
        let whole = upright.fitted(to: options)
        guard size.pixelCount < whole.pixelCount / 4 else { return }
        let warning =
            "Fewer than \(options.maxBytes) bytes left \(size) pixels of \(whole); --min-dimension refuses what gets too small."
        warnings.insert(warning, at: 0)
        warnings = Array(warnings.prefix(20))
        warningCount += 1
    }
}
