import CImageCodecsTesting
import ImagePrep
import Testing

struct SHA256Tests {
    /// Source: FIPS 180-2, appendix B, and the NIST CAVP vectors for no and for one byte.
    @Test(arguments: [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
    func `published vectors hold`(text: String, repetitions: Int, digest: String) {
        let bytes = Array(repeatElement(text.utf8, count: repetitions).joined())
        #expect(SHA256.hexadecimalDigest(of: bytes.span) == digest)
        #expect(plainDigest(of: bytes) == digest)
    }

    @Test func `the processor's instructions and plain code agree at every length`() {
        var bytes: [UInt8] = []
        for count in 0..<300 {
            #expect(SHA256.hexadecimalDigest(of: bytes.span) == plainDigest(of: bytes))
            bytes.append(UInt8(truncatingIfNeeded: count &* 167 &+ 13))
        }
    }

    /// Without the processor's own instructions.
    private func plainDigest(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe bytes.withUnsafeBufferPointer { unsafe ip_sha256_plain($0.baseAddress, $0.count, &digest) }
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
