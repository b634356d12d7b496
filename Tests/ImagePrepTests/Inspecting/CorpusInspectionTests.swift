import Foundation
import ImagePrep
import Testing

/// The manifest of the corpus was made with exiftool and Pillow, which share no code with us.
@Suite(.enabled(if: Checkout.hasCorpus, "the corpus lies beside the checkout"))
struct CorpusInspectionTests {
    struct Row: Sendable {
        var path: String
        var orientation: Int?
        var size: String
        var pillow: String
    }

    static let rows: [Row] = {
        guard let text = try? String(contentsOf: Checkout.corpus.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        else {
            return []
        }
        return text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Row(path: fields[0], orientation: Int(fields[5]), size: fields[4], pillow: fields[10])
        }
    }()

    @Test(arguments: ["camera", "orientation", "perf", "png", "color"])
    func `sizes and orientations are those that other readers find`(folder: String) throws {
        var checked = 0
        for row in Self.rows where row.path.hasPrefix(folder + "/") && row.pillow.hasSuffix("ok") {
            let bytes = try Checkout.bytes(Checkout.corpus.appending(path: row.path))
            guard case .format = FileSignature(of: bytes.span) else { continue }
            do {
                let inspection = try ImagePreparer().inspect(bytes.span)
                #expect(inspection.storedSize.description == row.size, "\(row.path)")
                // Pillow takes an orientation from XMP where there is no Exif; viewers and we do not.
                let isFromXMP = inspection.warnings.contains { $0.hasPrefix("XMP says") }
                if let orientation = row.orientation, (1...8).contains(orientation), !isFromXMP {
                    #expect(Int(inspection.orientation.rawValue) == orientation, "\(row.path)")
                }
                checked += 1
            } catch {
                Issue.record("\(row.path): \(error)")
            }
        }
        #expect(checked > 5)
    }
}
