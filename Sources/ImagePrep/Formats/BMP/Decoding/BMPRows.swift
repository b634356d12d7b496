/// One channel of a masked pixel, brought to 8 bits: the largest value of the mask becomes 255.
struct BMPChannel {
    let mask: UInt32
    let shift: UInt32
    /// What each value becomes; empty for masks of more than 8 bits, which are divided.
    private let table: [UInt8]
    private let largest: UInt64

    init(_ mask: UInt32) {
        self.mask = mask
        shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
        let largest = UInt64(max(1, mask >> shift))
        self.largest = largest
        table = largest > 255 ? [] : (0...largest).map { UInt8(truncatingIfNeeded: ($0 * 255 + largest / 2) / largest) }
    }

    func sample(_ pixel: UInt32) -> UInt8 {
        let value = (pixel & mask) >> shift
        guard table.isEmpty else { return table[Int(value)] }
        return UInt8(truncatingIfNeeded: (UInt64(value) * 255 + largest / 2) / largest)
    }
}

/// Rows of stored pixels to rows of samples.
extension MutableSpan<UInt8> {
    mutating func clear(_ range: Range<Int>) {
        for index in range { self[index] = 0 }
    }

    mutating func setBGR(_ row: Span<UInt8>, _ count: Int, at target: Int) {
        for start in stride(from: 0, to: 3 * count, by: 3) {
            self[target + start] = row[start + 2]
            self[target + start + 1] = row[start + 1]
            self[target + start + 2] = row[start]
        }
    }

    mutating func setMasked(
        _ row: Span<UInt8>, _ count: Int, bytesPerPixel: Int, _ channels: [BMPChannel], at target: Int
    ) {
        var position = target
        for pixel in 0..<count {
            let start = pixel * bytesPerPixel
            var value = UInt32(row[start]) | UInt32(row[start + 1]) << 8
            if bytesPerPixel == 4 { value |= UInt32(row[start + 2]) << 16 | UInt32(row[start + 3]) << 24 }
            for channel in channels {
                self[position] = channel.sample(value)
                position += 1
            }
        }
    }

    /// Indices of 1, 2, 4 or 8 bits, the first in the highest bits of its byte.
    mutating func setIndexed(
        _ row: Span<UInt8>, _ count: Int, bits: Int, _ colors: [UInt8], channels: Int, at target: Int
    ) {
        let perByte = 8 / bits
        let mask = UInt8(truncatingIfNeeded: (1 << bits) - 1)
        for pixel in 0..<count {
            let shift = 8 - bits * (pixel % perByte + 1)
            let entry = row[pixel / perByte] >> UInt8(shift) & mask
            setColor(entry, colors, channels: channels, at: target + pixel * channels)
        }
    }

    /// Two indices that take turns.
    mutating func setRun(
        _ pair: (UInt8, UInt8), _ count: Int, _ colors: [UInt8], channels: Int, at target: Int
    ) {
        for pixel in 0..<count {
            let entry = pixel % 2 == 0 ? pair.0 : pair.1
            setColor(entry, colors, channels: channels, at: target + pixel * channels)
        }
    }

    private mutating func setColor(_ entry: UInt8, _ colors: [UInt8], channels: Int, at target: Int) {
        for channel in 0..<channels { self[target + channel] = colors[Int(entry) * channels + channel] }
    }
}

extension BMPStructure {
    /// Gray or RGB of all 256 indices, and alpha behind it if there are 2 or 4 channels.
    func paletteColors(_ file: Span<UInt8>, channels: Int) -> [UInt8] {
        let count = palette.count / paletteEntryBytes
        let hasAlpha = channels % 2 == 0
        var colors: [UInt8] = []
        colors.reserveCapacity(256 * channels)
        for index in 0..<256 {
            let entry = palette.lowerBound + index * paletteEntryBytes
            for channel in 0..<channels - (hasAlpha ? 1 : 0) {
                colors.append(index < count ? file[entry + 2 - channel] : 0)
            }
            if hasAlpha { colors.append(255) }
        }
        return colors
    }

    /// Whether all alpha that there is is 0, so that nothing is seen of the picture, in Chromium neither. Stops at the first that is not.
    func isBlank(_ file: Span<UInt8>) -> Bool {
        guard let masks, masks.alpha != 0 else { return false }
        let bytesPerPixel = header.bitsPerPixel / 8
        for row in stride(from: pixels.lowerBound, to: pixels.upperBound, by: rowBytes) {
            let end = min(pixels.upperBound, row + header.size.width * bytesPerPixel)
            for start in stride(from: row, to: end - bytesPerPixel + 1, by: bytesPerPixel) {
                let low = file.littleEndian16(at: start) ?? 0
                let high = bytesPerPixel == 4 ? file.littleEndian16(at: start + 2) ?? 0 : 0
                if UInt32(high << 16 | low) & masks.alpha != 0 { return false }
            }
        }
        return true
    }
}
