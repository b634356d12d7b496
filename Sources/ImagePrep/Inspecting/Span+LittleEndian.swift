extension Span<UInt8> {
    /// Two bytes, least significant first; nil past the end.
    func littleEndian16(at offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return Int(self[offset]) | Int(self[offset + 1]) << 8
    }

    /// Three bytes, least significant first; nil past the end.
    func littleEndian24(at offset: Int) -> Int? {
        guard let low = littleEndian16(at: offset), offset <= count - 3 else { return nil }
        return low | Int(self[offset + 2]) << 16
    }

    /// Four bytes, least significant first; nil past the end.
    func littleEndian32(at offset: Int) -> Int? {
        guard let low = littleEndian16(at: offset), let high = littleEndian16(at: offset + 2) else { return nil }
        return low | high << 16
    }
}
