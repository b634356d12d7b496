import Foundation
import Predict
import Testing

struct EncodingTests {
    @Test func `base64 is Foundation's for every remainder`() {
        for count in 0...70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 251) }
            var encoded: [UInt8] = []
            Base64.append(bytes, from: 0, to: count, onto: &encoded)
            let text = String(decoding: encoded, as: UTF8.self)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(encoded.count == Base64.encodedCount(of: count))
            #expect(Base64.decode(text) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAA=AAA", "AA=A", "A A=", "AAAA AAAA", "====", "\u{1F600}"])
    func `what is no base64 decodes to nothing`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `the chunks of a body join to what Foundation encodes at once`() {
        let image = (0..<200_003).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        var body = RequestBody()
        body.append(text: Array("<".utf8))
        body.append(base64: image)
        body.append(base64: [])
        body.append(text: [])
        body.append(text: Array(">".utf8))
        let expected = "<\(Data(image).base64EncodedString())>"
        #expect(String(decoding: body.assembled(), as: UTF8.self) == expected)
        #expect(body.byteCount == expected.utf8.count)
        var chunks = body.makeChunks()
        while let chunk = chunks.next() { #expect(!chunk.isEmpty && chunk.count <= 64 << 10) }
    }
}
