import CImageCodecsTesting
import Foundation
import ImagePrep
import Testing

/// The path through libdeflate against the one through libpng.
struct PNGDecodingTests {
    static func rows(_ file: [UInt8], onlyWithLibpng: Bool) -> Result<[UInt8], ImagePrepError> {
        ip_png_leave_to_libpng(onlyWithLibpng)
        defer { ip_png_leave_to_libpng(false) }
        return Result { () throws(ImagePrepError) in
            let inspection = try ImagePreparer().inspect(file.span)
            guard let structure = inspection.file as? PNGStructure else { throw .internalFault("not a PNG") }
            return try PNGRows.decoded(file.span, structure)
        }
    }

    @Test func `both paths give the same rows of every fixture`() throws {
        try compare(Checkout.files(below: Checkout.fixtures.appending(path: "png")), largest: .max)
    }

    @Test(.enabled(if: Checkout.hasCorpus, "the corpus lies beside the checkout"))
    func `both paths give the same rows of the corpus`() throws {
        try compare(Checkout.files(below: Checkout.corpus.appending(path: "png")), largest: 300_000)
        try compare(Checkout.files(below: Checkout.corpus.appending(path: "hostile")), largest: 300_000)
    }

    private func compare(_ files: [URL], largest: Int) throws {
        var compared = 0
        for file in files where file.pathExtension == "png" {
            let bytes = try Checkout.bytes(file)
            guard bytes.count <= largest,
                (try? ImagePreparer().inspect(bytes.span).storedSize.pixelCount) ?? 0 < 1 << 20
            else { continue }
            let plain = Self.rows(bytes, onlyWithLibpng: true)
            #expect(Self.rows(bytes, onlyWithLibpng: false) == plain, "\(file.lastPathComponent)")
            if case .success = plain { compared += 1 }
        }
        #expect(compared > 30)
    }
}
