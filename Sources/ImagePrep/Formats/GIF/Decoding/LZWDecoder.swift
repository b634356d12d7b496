/// Unpacks the indices of a frame, a stretch at a time. Source: GIF89a specification, appendix F.
///
/// Codes grow from one bit more than the indices to 12 bits. When the table of 4,096 strings is full it stays as it is until a clear
/// code empties it, which need not come; nor need one stand at the beginning.
struct LZWDecoder {
    /// Why no more indices come.
    enum End: Sendable { case endCode, noMoreData, badCode(Int) }

    /// Room that a window must have behind what is asked for: the longest string.
    static let longestString = 4096

    /// Of each string, the string that it is but for its last index; that index; its first one; and its length.
    private var prefixes = [UInt16](repeating: 0, count: 4096)
    private var lasts = [UInt8](repeating: 0, count: 4096)
    private var firsts = [UInt8](repeating: 0, count: 4096)
    private var lengths = [UInt16](repeating: 1, count: 4096)
    private var reader: GIFCodeReader
    private let minimumCodeSize: Int
    private var codeSize: Int
    private var nextCode: Int
    /// Nil behind a clear code.
    private var previous: Int?
    private(set) var end: End?

    init(_ imageData: Range<Int>, minimumCodeSize: Int) {
        reader = GIFCodeReader(imageData)
        self.minimumCodeSize = minimumCodeSize
        codeSize = minimumCodeSize + 1
        nextCode = (1 << minimumCodeSize) + 2
        for code in 0..<1 << minimumCodeSize {
            lasts[code] = UInt8(truncatingIfNeeded: code)
            firsts[code] = lasts[code]
        }
    }

    private var clearCode: Int { 1 << minimumCodeSize }

    /// Writes strings behind the first `count` indices of `window` until at least `wanted` are there or no more come.
    ///
    /// - Parameter window: has room for `wanted` and the longest string.
    /// - Returns: how many are there, which may be more than was wanted.
    mutating func decode(
        into window: inout [UInt8], count: Int, wanted: Int, of file: Span<UInt8>
    ) -> Int {
        var count = count
        while count < wanted, end == nil {
            guard let code = reader.next(codeSize, of: file) else {
                end = .noMoreData
                break
            }
            count = take(code, &window, count)
        }
        return count
    }

    private mutating func take(_ code: Int, _ window: inout [UInt8], _ count: Int) -> Int {
        if code == clearCode {
            clear()
            return count
        }
        guard code != clearCode + 1 else {
            end = .endCode
            return count
        }
        guard let previous else {
            guard code < clearCode else { return fail(code, count) }
            self.previous = code
            widen()
            return write(code, &window, count)
        }
        // The string about to be made may be named before it is: then it ends as it begins.
        guard code < nextCode || code == nextCode && nextCode < 4096 else { return fail(code, count) }
        if nextCode < 4096 {
            add(previous, last: code == nextCode ? firsts[previous] : firsts[code])
        }
        self.previous = code
        return write(code, &window, count)
    }

    private mutating func clear() {
        codeSize = minimumCodeSize + 1
        nextCode = clearCode + 2
        previous = nil
    }

    private mutating func fail(_ code: Int, _ count: Int) -> Int {
        end = .badCode(code)
        return count
    }

    private mutating func add(_ prefix: Int, last: UInt8) {
        prefixes[nextCode] = UInt16(truncatingIfNeeded: prefix)
        lasts[nextCode] = last
        firsts[nextCode] = firsts[prefix]
        lengths[nextCode] = lengths[prefix] + 1
        nextCode += 1
        widen()
    }

    /// The next code may name the string that it is about to make. Of indices of one bit already the first string has no room.
    private mutating func widen() {
        if nextCode == 1 << codeSize, codeSize < 12 { codeSize += 1 }
    }

    /// From its end to its beginning, as the table has it.
    private func write(_ code: Int, _ window: inout [UInt8], _ count: Int) -> Int {
        let length = Int(lengths[code])
        var code = code
        for index in stride(from: count + length - 1, through: count, by: -1) {
            window[index] = lasts[code]
            code = Int(prefixes[code])
        }
        return count + length
    }
}
