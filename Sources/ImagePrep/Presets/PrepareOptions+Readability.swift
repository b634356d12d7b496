extension PrepareOptions {
    /// What to say of an output whose shorter side is below `readableDimension`; nil for all others.
    func readabilityWarning(of size: PixelSize) -> String? {
        guard let least = readableDimension, size.shortestSide < least else { return nil }
        return
            "The shorter side of \(size) is under the \(least.formatted) pixels below which the service reads little of it."
    }
}
