internal import CImageCodecs

/// SHA-256 (FIPS 180-4), for reports; nothing here is kept secret with it.
package enum SHA256 {
    /// 64 lower-case hexadecimal digits.
    package static func hexadecimalDigest(of bytes: Span<UInt8>) -> String {
        hexadecimal(digest(of: bytes))
    }

    private static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        unsafe bytes.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: Int(IP_SHA256_BYTES)) { output, count in
                guard let base = output.baseAddress else { return }
                unsafe ip_sha256(input.baseAddress, input.count, base)
                count = Int(IP_SHA256_BYTES)
            }
        }
    }

    private static func hexadecimal(_ digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(text)
    }
}
