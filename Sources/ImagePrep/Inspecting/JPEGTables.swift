/// Which tables a JPEG has defined so far; their contents are checked as a decoder would, so that a copy decodes too.
struct JPEGTables {
    private(set) var quantization: Set<Int> = []
    private(set) var huffmanDC: Set<Int> = []
    private(set) var huffmanAC: Set<Int> = []
    /// Bits of the shortest code, by number; 0 where a table has no codes.
    private(set) var shortestDC = [Int](repeating: 0, count: 4)
    private(set) var shortestAC = [Int](repeating: 0, count: 4)

    mutating func readQuantization(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        var position = payload.lowerBound
        while position < payload.upperBound {
            let (precision, number) = (Int(input[position] >> 4), Int(input[position] & 15))
            guard number < 4, precision < 2 else {
                throw .malformed("a quantization table numbered \(number) of precision \(precision)")
            }
            position += 1 + 64 * (precision + 1)
            guard position <= payload.upperBound else { throw .malformed("a quantization table that is cut short") }
            quantization.insert(number)
        }
    }

    mutating func readHuffman(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        var position = payload.lowerBound
        while position < payload.upperBound {
            guard position + 17 <= payload.upperBound else { throw .malformed("a Huffman table that is cut short") }
            let (isAC, number) = (input[position] >> 4 == 1, Int(input[position] & 15))
            guard number < 4, input[position] >> 4 < 2 else {
                throw .malformed("a Huffman table of class \(input[position] >> 4) and number \(number)")
            }
            let valueCount = try codeCount(input, lengthsAt: position + 1)
            var shortest = 1
            while shortest <= 16, input[position + shortest] == 0 { shortest += 1 }
            if shortest > 16 { shortest = 0 }
            position += 17
            guard position + valueCount <= payload.upperBound else {
                throw .malformed("a Huffman table that is cut short")
            }
            try checkValues(input, position..<position + valueCount, isAC: isAC)
            if isAC { huffmanAC.insert(number) } else { huffmanDC.insert(number) }
            if isAC { shortestAC[number] = shortest } else { shortestDC[number] = shortest }
            position += valueCount
        }
    }

    /// How many codes the 16 lengths describe; more than fit into a length is malformed (T.81, C.2).
    private func codeCount(_ input: Span<UInt8>, lengthsAt start: Int) throws(ImagePrepError) -> Int {
        var (code, valueCount) = (0, 0)
        for length in 1...16 {
            let count = Int(input[start + length - 1])
            code += count
            valueCount += count
            guard code <= 1 << length else {
                throw .malformed("a Huffman table with more codes than fit into \(length) bits")
            }
            code <<= 1
        }
        guard valueCount <= 256 else { throw .malformed("a Huffman table of \(valueCount) codes") }
        return valueCount
    }

    private func checkValues(_ input: Span<UInt8>, _ values: Range<Int>, isAC: Bool) throws(ImagePrepError) {
        guard !isAC else { return }
        for index in values where input[index] > 15 {
            throw .malformed("a DC Huffman table with the category \(input[index])")
        }
    }

    func readArithmeticConditioning(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        guard payload.count % 2 == 0 else {
            throw .malformed("arithmetic conditioning of \(payload.count.bytesInWords)")
        }
        for position in stride(from: payload.lowerBound, to: payload.upperBound, by: 2) {
            let (index, value) = (input[position], input[position + 1])
            guard index < 32, index >= 16 || value & 15 <= value >> 4 else {
                throw .malformed("arithmetic conditioning number \(index) with the value \(value)")
            }
        }
    }
}
