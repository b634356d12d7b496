extension PixelBuffer {
    /// Copies a row of `source` to a row of this one, from pixel `x` on, and makes what is left free on both sides zero. Both have the
    /// same layout, and the row has room for it.
    mutating func place(_ sourceRow: Int, of source: borrowing PixelBuffer, at x: Int, inRow row: Int) {
        let pixelBytes = channels * bytesPerSample
        let (used, start, count) = (size.width * pixelBytes, x * pixelBytes, source.size.width * pixelBytes)
        precondition(source.channels * source.bytesPerSample == pixelBytes && start >= 0 && start + count <= used)
        precondition((0..<source.size.height).contains(sourceRow) && (0..<size.height).contains(row))
        let target = unsafe baseAddress + row * rowBytes
        unsafe target.initializeMemory(as: UInt8.self, repeating: 0, count: start)
        unsafe (target + start).copyMemory(
            from: source.baseAddress + sourceRow * source.rowBytes, byteCount: count)
        unsafe (target + start + count).initializeMemory(as: UInt8.self, repeating: 0, count: used - start - count)
    }

    /// Makes every sample of these rows zero.
    mutating func clear(_ rows: Range<Int>) { fill(rows, with: 0) }

    /// Gives every byte of these rows this value.
    mutating func fill(_ rows: Range<Int>, with value: UInt8) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= size.height)
        unsafe (baseAddress + rows.lowerBound * rowBytes).initializeMemory(
            as: UInt8.self, repeating: value, count: rows.count * rowBytes)
    }
}
