internal import CImageCodecs

/// The Huffman tables of a JPEG: DC and AC of luma, DC and AC of chroma.
package struct HuffmanCodes: Sendable, Hashable {
    /// One table as DHT writes it; empty where the picture has no use for it.
    package struct Code: Sendable, Hashable {
        /// Codes of 1...16 bits.
        package var counts: [UInt8]
        /// By length.
        package var symbols: [UInt8]
    }

    /// Four of them.
    package var codes: [Code]

    init(_ estimate: ip_size_estimate) {
        codes = [estimate.codes.0, estimate.codes.1, estimate.codes.2, estimate.codes.3].map { Code($0) }
    }
}

extension HuffmanCodes.Code {
    fileprivate init(_ code: ip_huffman_code) {
        counts = unsafe withUnsafeBytes(of: code.counts) { unsafe Array($0.dropFirst()) }
        symbols = unsafe withUnsafeBytes(of: code.symbols) { unsafe Array($0.prefix(Int(code.symbol_count))) }
    }
}

extension ip_huffman_code {
    init(_ code: HuffmanCodes.Code) {
        self.init()
        unsafe withUnsafeMutableBytes(of: &counts) { bytes in
            for (index, count) in code.counts.enumerated() { unsafe bytes[index + 1] = count }
        }
        unsafe withUnsafeMutableBytes(of: &symbols) { bytes in
            for (index, symbol) in code.symbols.enumerated() { unsafe bytes[index] = symbol }
        }
        symbol_count = Int32(code.symbols.count)
    }
}
