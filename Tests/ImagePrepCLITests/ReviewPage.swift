import Foundation
import Testing

/// A review page as it stands in a file, read without a browser.
struct ReviewPage {
    let text: String
    /// What it is told of each photo, in order.
    let photos: [[String: Any]]
    /// What it is told of the run; nil if its end is missing.
    let run: [String: Any]?
    /// The two pictures of each photo; empty where there is none.
    let pictures: [(before: [UInt8], after: [UInt8])]

    init(_ folder: Folder, _ name: String = "review.html") throws {
        let text = String(decoding: try folder.bytes(name), as: UTF8.self)
        self.text = text
        photos = try ReviewPage.data("photo", in: text)
        run = try ReviewPage.data("run", in: text).first
        pictures = try ReviewPage.elements("<script type=\"text/plain\">", in: text).map { element in
            let pair = element.split(separator: "\n", omittingEmptySubsequences: false)
            try #require(pair.count == 2)
            let both = try pair.map { [UInt8](try #require(Data(base64Encoded: String($0)))) }
            return (both[0], both[1])
        }
    }

    private static func data(_ name: String, in text: String) throws -> [[String: Any]] {
        try elements("<script type=\"application/json\" class=\"\(name)\">", in: text).map { element in
            try #require(try JSONSerialization.jsonObject(with: Data(element.utf8)) as? [String: Any])
        }
    }

    private static func elements(_ start: String, in text: String) -> [Substring] {
        // As a browser reads it: such an element ends at the first end tag, whatever stands before that.
        text.split(separator: start).dropFirst().map {
            $0.prefix(upTo: $0.firstRange(of: "</script")?.lowerBound ?? $0.endIndex)
        }
    }

    /// The photo of that name and its pictures.
    func photo(_ name: String) throws -> (data: [String: Any], before: [UInt8], after: [UInt8]) {
        let index = try #require(photos.firstIndex { $0["name"] as? String == name })
        return (photos[index], pictures[index].before, pictures[index].after)
    }
}

/// What `imageprep inspect` reads in bytes.
func inspected(_ bytes: [UInt8], in folder: Folder) throws -> [String: Any] {
    try folder.add("inspected.jpg", bytes)
    let output = try folder.imageprep("inspect", "inspected.jpg", "--json")
    let line = try #require(output.standardOutput.split(separator: 0x0A).first)
    return try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
}
