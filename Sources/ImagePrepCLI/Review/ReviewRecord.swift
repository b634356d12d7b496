internal import ImagePrep
internal import SystemFiles

/// What the review page is told of one photo: what the report says of it, and what only the page shows. What does not apply is
/// left out.
struct ReviewRecord {
    let json: JSONValue

    private static let keys = [
        "status", "format", "width", "height", "bytesIn", "bytesOut", "orientation", "route", "lossless", "reason",
        "removed", "quality", "colorConversion", "warnings", "warningCount", "milliseconds", "error",
    ]

    init(_ input: Input, _ outcome: Outcome, _ links: inout RelativeLinks) {
        let report = ReportRecord(input, outcome).json
        var members: [(String, JSONValue)] = [("name", .string(input.name.description))]
        for key in ReviewRecord.keys {
            if let value = report[key], !value.isNull { members.append((key, value)) }
        }
        // What was there has been replaced.
        if !outcome.replacesInput, let link = links.link(to: input.name) { members.append(("input", .string(link))) }
        if let path = report["output"]?.stringValue, let link = links.link(to: path) {
            members.append(("output", .string(link)))
        }
        if let review = outcome.review { members += ReviewRecord.members(review) }
        json = .object(members)
    }

    private static func members(_ review: PhotoReview) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let size = review.storedSize {
            members += [("storedWidth", .integer(size.width)), ("storedHeight", .integer(size.height))]
        }
        // Of an input that failed, and of one whose earlier report is lost, the report does not have it.
        if let orientation = review.orientation {
            members.append(("storedOrientation", .integer(Int(orientation.rawValue))))
        }
        if !review.privateKinds.isEmpty {
            members.append(("private", .array(review.privateKinds.map { .string($0.rawValue) })))
        }
        if review.isSamePicture { members.append(("samePicture", .bool(true))) }
        return members
    }
}

extension JSONValue {
    fileprivate var isNull: Bool { if case .null = self { true } else { false } }
}
