internal import Foundation

/// An answer as text for people.
struct AnswerTable {
    let record: AnswerRecord

    var text: String {
        var lines = [heading]
        if let error = record.error { lines.append("  failed: \(printable(error.message))") }
        lines += (record.concepts ?? []).map { row($0.name, $0.value) }
        lines += (record.regions ?? []).flatMap(rows)
        if record.error == nil, lines.count == 1 { lines.append("  nothing") }
        lines += (record.notes ?? []).map { "  note: \(printable($0))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        var parts = [printable(record.input)]
        if let width = record.width, let height = record.height {
            let turned = record.orientation == 1 || record.route == nil ? "" : ", turned upright"
            parts.append("\(width)x\(height)\(turned)")
        }
        if let bytes = record.bytesSent { parts.append("\(bytes) bytes") }
        return parts.joined(separator: "  ")
    }

    private func rows(_ region: AnswerRecord.RegionRecord) -> [String] {
        var place = ""
        if let box = region.pixels {
            place = "  at \(whole(box.left)),\(whole(box.top)) to \(whole(box.right)),\(whole(box.bottom))"
        } else if let box = region.box {
            place = "  at " + [box.left, box.top, box.right, box.bottom].map { decimals($0, 3) }.joined(separator: " ")
        }
        if let mask = region.mask { place += "  covers \(decimals(mask.coveredShare * 100, 1)) %" }
        return region.concepts.map { row($0.name, $0.value) + place }
    }

    private func row(_ name: String, _ value: Double) -> String {
        let name = printable(name)
        return "  " + name + String(repeating: " ", count: max(1, 28 - name.count)) + decimals(value, 4)
    }
}

/// By text: an answer may hold any number, and so may a file of answers.
private func whole(_ value: Double) -> String { decimals(value.rounded(), 0) }

private func decimals(_ value: Double, _ count: Int) -> String {
    String(format: abs(value) < 1e9 ? "%.\(count)f" : "%g", value)
}
