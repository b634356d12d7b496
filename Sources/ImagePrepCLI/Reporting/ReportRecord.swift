internal import ImagePrep
internal import SystemFiles

/// One line of the report; docs/report-schema.md documents it. Every line has every key.
struct ReportRecord {
    private var values: [String: JSONValue] = [:]

    private static let keys = [
        "schema", "input", "status", "output", "format", "width", "height", "bytesIn", "bytesOut", "sha256",
        "orientation", "route", "lossless", "reason", "reasonCode", "removed", "quality", "encodes", "colorConversion",
        "toneMapped", "exactPlanes", "warnings", "warningCount", "checked", "milliseconds", "error", "fingerprint",
    ]

    init(_ input: Input, _ outcome: Outcome) {
        switch outcome.result {
        case .prepared(let output): add(output)
        case .planned(let inspection, let plan, _): add(inspection, plan)
        case .existing(let output): add(output)
        case .failed(let failure): add(failure)
        case .notAnImage, .cancelled: break
        }
        self["schema"] = .integer(1)
        self["input"] = .path(input.name)
        self["milliseconds"] = .number(outcome.duration.milliseconds)
    }

    private subscript(key: String) -> JSONValue {
        get { values[key] ?? .null }
        set { values[key] = newValue }
    }

    var json: JSONValue { .object(ReportRecord.keys.map { ($0, self[$0]) }) }

    private mutating func add(_ output: PreparedOutput) {
        let receipt = output.receipt
        self["status"] = .string("prepared")
        self["output"] = .path(output.destination ?? FilePath("-"))
        self["bytesOut"] = .integer(receipt.bytesOut)
        if let digest = output.digest { self["sha256"] = .string(digest) }
        add(receipt.format, receipt.size, receipt.bytesIn, receipt.orientation, receipt.route)
        self["reason"] = .string(receipt.reason)
        self["reasonCode"] = .string(receipt.reasonCode)
        self["lossless"] = .bool(receipt.isLossless)
        self["checked"] = .string(receipt.checked.rawValue)
        self["removed"] = .array(
            receipt.removed.map { .object([("kind", .string($0.kind.rawValue)), ("bytes", .integer($0.byteCount))]) })
        if let quality = receipt.quality { self["quality"] = .integer(quality) }
        self["encodes"] = .integer(receipt.encodes)
        if let conversion = receipt.colorConversion { self["colorConversion"] = .string(conversion) }
        self["toneMapped"] = .bool(receipt.isToneMapped)
        self["exactPlanes"] = .array(receipt.exactPlanes.map(JSONValue.string))
        self["warnings"] = .array(receipt.warnings.map(JSONValue.string))
        self["warningCount"] = .integer(receipt.warningCount)
        if let fingerprint = output.fingerprint { self["fingerprint"] = .string(fingerprint.text) }
    }

    private mutating func add(_ inspection: Inspection, _ plan: Plan) {
        self["status"] = .string("planned")
        add(plan.format, plan.targetSize, inspection.byteCount, inspection.orientation, plan.route)
        self["reason"] = .string(plan.reason)
        self["reasonCode"] = .string(plan.reasonCode)
        self["warnings"] = .array(inspection.warnings.map(JSONValue.string))
        self["warningCount"] = .integer(inspection.warnings.count)
    }

    private mutating func add(
        _ format: ImageFormat, _ size: PixelSize, _ bytesIn: Int, _ orientation: Orientation, _ route: Route
    ) {
        self["format"] = .string(format.rawValue)
        self["width"] = .integer(size.width)
        self["height"] = .integer(size.height)
        self["bytesIn"] = .integer(bytesIn)
        self["orientation"] = .integer(Int(orientation.rawValue))
        self["route"] = .string(route.rawValue)
    }

    /// What the run that made it said of it, as far as that is known, and what can be seen of it now.
    private mutating func add(_ output: ExistingOutput) {
        for key in ReportRecord.keys { self[key] = output.earlierLine?[key] ?? .null }
        self["status"] = .string("skipped")
        self["output"] = .path(output.path)
        self["format"] = .string(output.format.rawValue)
        self["width"] = .integer(output.size.width)
        self["height"] = .integer(output.size.height)
        self["bytesIn"] = .integer(output.inputByteCount)
        self["bytesOut"] = .integer(output.byteCount)
        if let digest = output.digest { self["sha256"] = .string(digest) }
        self["fingerprint"] = .string(output.fingerprint.text)
    }

    private mutating func add(_ failure: Failure) {
        self["status"] = .string("failed")
        self["error"] = .object([("code", .string(failure.code)), ("message", .string(failure.message))])
    }
}
