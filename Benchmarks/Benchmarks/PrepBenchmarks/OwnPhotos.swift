import Foundation
import ImagePrep

/// The reader's photos: those in the folder IMAGEPREP_PHOTOS, the first 24 by name.
enum OwnPhotos {
    static var cases: [PrepareCase] {
        guard let folder = ProcessInfo.processInfo.environment["IMAGEPREP_PHOTOS"].map({ URL(filePath: $0) }) else {
            return []
        }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().lazy.compactMap { photo(at: folder.appending(path: $0), named: $0) }.prefix(24).flatMap(
            \.self)
    }

    private static func photo(at url: URL, named name: String) -> [PrepareCase]? {
        guard let data = try? Data(contentsOf: url) else { return nil }
        let bytes = [UInt8](data)
        guard let inspection = try? ImagePreparer().inspect(bytes.span),
            let plan = try? ImagePreparer().plan(bytes.span)
        else { return nil }
        let described = "\(inspection.format) \(inspection.storedSize) \(name)"
        let smaller = [2048, 512].filter { $0 < inspection.storedSize.longestSide }.map { side in
            var options = PrepareOptions()
            options.maxDimension = side
            return PrepareCase(name: "prepare \(described) to \(side) px", options: options) { bytes }
        }
        return [PrepareCase(name: "\(plan.route) \(described)") { bytes }] + smaller
    }
}
