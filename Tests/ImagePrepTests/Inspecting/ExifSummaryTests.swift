import Foundation
import ImagePrep
import Testing

@Suite(.enabled(if: Checkout.hasCorpus, "the corpus lies beside the checkout"))
struct ExifSummaryTests {
    @Test func `every camera that the manifest names is named`() throws {
        let manifest = try String(contentsOf: Checkout.corpus.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        var named = 0
        for line in manifest.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields[0].hasPrefix("camera/"), let mark = fields[6].range(of: "camera ") else { continue }
            let model = fields[6][mark.upperBound...].prefix { $0 != "," }.split(separator: " ").last ?? ""
            let bytes = try Checkout.bytes(Checkout.corpus.appending(path: String(fields[0])))
            guard let inspection = try? ImagePreparer().inspect(bytes.span),
                let summary = inspection.exifSummary(of: bytes.span)
            else { continue }
            #expect(summary.camera.contains(model), "\(fields[0])")
            // The manifest's last column is exiftool's warning; a directory without a tag says nothing of a place.
            let hasEmptyDirectory = fields.last?.contains("Empty GPSInfo") == true
            #expect(summary.hasGPS || hasEmptyDirectory || !fields[6].contains(", GPS,"), "\(fields[0])")
            named += 1
        }
        #expect(named > 20)
    }
}
