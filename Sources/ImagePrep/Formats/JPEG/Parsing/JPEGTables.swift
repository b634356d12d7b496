/// Which tables a JPEG has defined so far. What is wrong with one counts only if a scan uses it, as in a decoder.
struct JPEGTables {
    struct Huffman {
        /// Bits of the shortest code; 0 if there is none.
        var shortestCode = 0
        /// Whether it has the code that T.81 C.2 keeps free, of ones alone.
        var hasAllOnesCode = false
        /// Why no decoder takes it, as a clause.
        var fault: String?
    }

    /// By number: where the steps of the table stand.
    private(set) var quantization: [Int: Range<Int>] = [:]
    /// By number.
    private(set) var huffmanDC: [Int: Huffman] = [:]
    private(set) var huffmanAC: [Int: Huffman] = [:]

    mutating func readQuantization(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        var position = payload.lowerBound
        while position < payload.upperBound {
            let (precision, number) = (Int(input[position] >> 4), Int(input[position] & 15))
            guard number < 4, precision < 2 else {
                throw .malformed("a quantization table numbered \(number) of precision \(precision)")
            }
            let start = position + 1
            position = start + 64 * (precision + 1)
            guard position <= payload.upperBound else { throw .malformed("a quantization table that is cut short") }
            quantization[number] = start..<position
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
            let values = try valueRange(input, lengthsAt: position + 1, end: payload.upperBound)
            let table = huffman(input, lengthsAt: position + 1, values, isAC: isAC)
            if isAC { huffmanAC[number] = table } else { huffmanDC[number] = table }
            position = values.upperBound
        }
    }

    /// Where the values stand that belong to the 16 lengths. No reader goes on behind a table of more than 256.
    private func valueRange(
        _ input: Span<UInt8>, lengthsAt start: Int, end: Int
    ) throws(ImagePrepError) -> Range<Int> {
        let count = (start..<start + 16).reduce(0) { $0 + Int(input[$1]) }
        guard count <= 256 else { throw .malformed("a Huffman table of \(count) codes") }
        guard start + 16 + count <= end else { throw .malformed("a Huffman table that is cut short") }
        return start + 16..<start + 16 + count
    }

    /// Judged as libjpeg does when a scan begins (T.81 C.2).
    private func huffman(
        _ input: Span<UInt8>, lengthsAt start: Int, _ values: Range<Int>, isAC: Bool
    ) -> Huffman {
        var (table, code) = (Huffman(), 0)
        for length in 1...16 {
            let count = Int(input[start + length - 1])
            if count > 0, table.shortestCode == 0 { table.shortestCode = length }
            code += count
            if count > 0, code == 1 << length { table.hasAllOnesCode = true }
            if code > 1 << length {
                table.fault = "a Huffman table with more codes than fit into \(length) bits"
                return table
            }
            code <<= 1
        }
        for index in values where !isAC && input[index] > 15 {
            table.fault = "a DC Huffman table with the category \(input[index])"
        }
        return table
    }

    func readArithmeticConditioning(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        guard payload.count % 2 == 0 else {
            throw .malformed("arithmetic conditioning of \(payload.count.formattedByteCount)")
        }
        for position in stride(from: payload.lowerBound, to: payload.upperBound, by: 2) {
            let (index, value) = (input[position], input[position + 1])
            guard index < 32, index >= 16 || value & 15 <= value >> 4 else {
                throw .malformed("arithmetic conditioning number \(index) with the value \(value)")
            }
        }
    }
}
