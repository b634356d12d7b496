extension PrepareOptions {
    /// Throws `invalidOption` where no output could satisfy an option, or where it means nothing.
    package func validate() throws(ImagePrepError) {
        try check("maxBytes", maxBytes, atLeast: 1)
        try check("maxPixels", maxPixels, atLeast: 1)
        if let maxDimension { try check("maxDimension", maxDimension, atLeast: 1) }
        if let maxPatches { try check("maxPatches", maxPatches, atLeast: 1) }
        if let minDimension { try check("minDimension", minDimension, atLeast: 1) }
        if let readableDimension { try check("readableDimension", readableDimension, atLeast: 1) }
        if let maxDimension, let minDimension, minDimension > maxDimension {
            throw .invalidOption("minDimension \(minDimension) is more than maxDimension \(maxDimension)")
        }
        try checkQuality("minQuality", minQuality)
        if let quality { try checkQuality("quality", quality) }
    }

    private func check(_ name: String, _ value: Int, atLeast minimum: Int) throws(ImagePrepError) {
        guard value >= minimum else { throw .invalidOption("\(name) is \(value) and must be at least \(minimum)") }
    }

    private func checkQuality(_ name: String, _ value: Int) throws(ImagePrepError) {
        guard (1...100).contains(value) else { throw .invalidOption("\(name) is \(value) and must be 1 to 100") }
    }
}
