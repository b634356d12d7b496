/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16, in network order.
    package let bytes: [UInt8]

    /// Nil unless there are 4 or 16 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Whether it is reachable from everywhere and belongs to no special purpose.
    ///
    /// Source: IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), multicast included; an IPv6 address that
    /// carries an IPv4 one is judged by that.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special4.contains { $0.contains(bytes) } }
        if let inner = embeddedIPv4 { return inner.isPublic }
        // Only 2000::/3 is given out as global unicast.
        return bytes[0] & 0xE0 == 0x20 && !Self.special6.contains { $0.contains(bytes) }
    }

    /// The IPv4 address inside a mapped (::ffff:0:0/96), a NAT64 (64:ff9b::/96) or a 6to4 (2002::/16) address.
    private var embeddedIPv4: IPAddress? {
        if Prefix([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], 96).contains(bytes)
            || Prefix([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], 96).contains(bytes)
        {
            return IPAddress(bytes: Array(bytes[12...]))
        }
        return Prefix([0x20, 0x02], 16).contains(bytes) ? IPAddress(bytes: Array(bytes[2..<6])) : nil
    }

    private struct Prefix: Sendable {
        let start: [UInt8]
        let bits: Int

        init(_ start: [UInt8], _ bits: Int) {
            self.start = start
            self.bits = bits
        }

        func contains(_ address: [UInt8]) -> Bool {
            (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return address[bit / 8] & mask == start[bit / 8] & mask
            }
        }
    }

    private static let special4 = [
        Prefix([0], 8), Prefix([10], 8), Prefix([100, 64], 10), Prefix([127], 8), Prefix([169, 254], 16),
        Prefix([172, 16], 12), Prefix([192, 0, 0], 24), Prefix([192, 0, 2], 24), Prefix([192, 88, 99], 24),
        Prefix([192, 168], 16), Prefix([198, 18], 15), Prefix([198, 51, 100], 24), Prefix([203, 0, 113], 24),
        Prefix([224], 4), Prefix([240], 4),
    ]

    private static let special6 = [
        // Teredo, benchmarking, ORCHID and its successor, all within 2001::/23; then documentation, twice.
        Prefix([0x20, 0x01, 0x00], 23), Prefix([0x20, 0x01, 0x0D, 0xB8], 32), Prefix([0x3F, 0xFF, 0x00], 20),
    ]
}
