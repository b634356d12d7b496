#if TIFF
/// Makes of packed rows what a source hands out: samples of 1 to 16 bits become 8 or 16, white is 255, entries of a palette are
/// looked up, and color is divided by the alpha that it was multiplied by.
struct TIFFUnpacking {
    private let structure: TIFFStructure
    private let bits: Int
    /// Whether the two bytes of a sample stand in the order that libtiff leaves, the machine's, or in the file's own.
    private let isLittleEndian: Bool

    init(_ structure: TIFFStructure) {
        self.structure = structure
        bits = structure.route == .rgba ? 8 : structure.samples.bits
        let isMachineLittle = UInt16(1).littleEndian == 1
        isLittleEndian = structure.route == .plain ? structure.isLittleEndian : isMachineLittle
    }

    /// Whether bytes are handed out as they come.
    private var isPlainCopy: Bool {
        let samples = structure.samples
        if structure.route == .rgba { return true }
        return bits == 8 && !samples.isPlanar && samples.count == samples.meaning.channels
            && samples.meaning != .palette
            && samples.meaning != .whiteIsZero && samples.meaning != .cmyk
    }

    func write(
        _ planes: [[UInt8]], using samples: inout [UInt16], width: Int, into bytes: inout MutableSpan<UInt8>,
        at start: Int,
        _ layout: SampleLayout
    ) {
        if isPlainCopy {
            for index in 0..<width * layout.channels { bytes[start + index] = planes[0][index] }
            return
        }
        unpack(planes, width, into: &samples)
        let colors = structure.samples.meaning.channels
        let (alpha, count) = (structure.samples.alpha, structure.samples.count)
        let top = (1 << bits) - 1
        var position = start
        for pixel in 0..<width {
            let first = pixel * count
            let opacity = alpha.map { Int(samples[first + $0.index]) } ?? top
            if structure.samples.meaning == .palette {
                for channel in 0..<3 {
                    bytes[position] = structure.samples.palette[3 * Int(samples[first]) + channel]
                    position += 1
                }
            } else {
                for channel in 0..<colors {
                    var value = Int(samples[first + channel])
                    if structure.samples.meaning == .whiteIsZero { value = top - value }
                    if alpha?.isAssociated == true {
                        value = opacity == 0 ? 0 : min(top, (value * top + opacity / 2) / opacity)
                    }
                    bytes.put(value, of: top, layout.bytesPerSample, at: &position)
                }
            }
            if layout.hasAlpha { bytes.put(opacity, of: top, layout.bytesPerSample, at: &position) }
        }
    }

    /// Four inks of 8 bits as libjpeg has them: 255 is no ink.
    func writeInks(
        _ planes: [[UInt8]], using samples: inout [UInt16], width: Int, into bytes: inout MutableSpan<UInt8>,
        at start: Int
    ) {
        unpack(planes, width, into: &samples)
        let (count, top) = (structure.samples.count, (1 << bits) - 1)
        for pixel in 0..<width {
            for ink in 0..<4 {
                var position = start + 4 * pixel + ink
                bytes.put(top - Int(samples[pixel * count + ink]), of: top, 1, at: &position)
            }
        }
    }

    private func unpack(_ planes: [[UInt8]], _ width: Int, into samples: inout [UInt16]) {
        let count = structure.samples.count
        if structure.samples.isPlanar {
            for plane in planes.indices { unpack(planes[plane], width, from: plane, by: count, into: &samples) }
        } else {
            unpack(planes[0], width * count, from: 0, by: 1, into: &samples)
        }
    }

    private func unpack(_ row: [UInt8], _ count: Int, from first: Int, by step: Int, into samples: inout [UInt16]) {
        var target = first
        switch bits {
        case 8:
            for index in 0..<count {
                samples[target] = UInt16(row[index])
                target += step
            }
        case 16:
            let (low, high) = isLittleEndian ? (0, 1) : (1, 0)
            for index in 0..<count {
                samples[target] = UInt16(row[2 * index + low]) | UInt16(row[2 * index + high]) << 8
                target += step
            }
        default: unpackBits(row, count, from: first, by: step, into: &samples)
        }
    }

    /// Samples that stand one behind the other in the bits of the row, from the highest of its first byte.
    private func unpackBits(_ row: [UInt8], _ count: Int, from first: Int, by step: Int, into samples: inout [UInt16]) {
        var (target, next, held, holding) = (first, 0, UInt32(0), 0)
        for _ in 0..<count {
            while holding < bits {
                held = held << 8 | UInt32(row[next])
                (next, holding) = (next + 1, holding + 8)
            }
            holding -= bits
            samples[target] = UInt16(truncatingIfNeeded: held >> UInt32(holding) & (1 << UInt32(bits) - 1))
            held &= 1 << UInt32(holding) - 1
            target += step
        }
    }
}

extension MutableSpan<UInt8> {
    /// A sample scaled so that `top` becomes the largest of 8 or 16 bits, in the machine's byte order.
    fileprivate mutating func put(_ value: Int, of top: Int, _ byteCount: Int, at position: inout Int) {
        let largest = byteCount == 1 ? 255 : 65_535
        let scaled = top == largest ? value : (value * largest + top / 2) / top
        if byteCount == 1 {
            self[position] = UInt8(truncatingIfNeeded: scaled)
        } else {
            let isLittle = UInt16(1).littleEndian == 1
            self[position] = UInt8(truncatingIfNeeded: isLittle ? scaled : scaled >> 8)
            self[position + 1] = UInt8(truncatingIfNeeded: isLittle ? scaled >> 8 : scaled)
        }
        position += byteCount
    }
}
#endif
