extension Verifier {
    func breaches(_ inspection: Inspection, _ structure: JPEGStructure, _ file: Span<UInt8>) -> [Breach] {
        let strippedFile = StrippedFile(
            of: structure, in: file, profile: allowsProfile ? inspection.coloring.iccProfile : [])
        var breaches = (inspection.metadata + strippedFile.removed).compactMap { breach($0, inspection) }
        breaches += codingBreaches(structure)
        return breaches + surplus(strippedFile, file, breaches)
    }

    private func breach(_ item: MetadataItem, _ inspection: Inspection) -> Breach? {
        if item.kind == .iccProfile, allowsProfile, !inspection.coloring.iccProfile.isEmpty { return nil }
        let detail = item.detail.isEmpty ? "" : " (\(item.detail))"
        return Breach(
            code: item.reportCode,
            description: "It carries \(item.byteCount.formattedByteCount) of \(item.kind.displayName)\(detail).")
    }

    /// What the image is coded in: readers take damaged framing differently, and few take arithmetic coding at all.
    func codingBreaches(_ structure: JPEGStructure) -> [Breach] {
        var breaches: [Breach] = []
        if structure.frame.isArithmetic {
            breaches.append(Breach(code: "arithmetic", description: "It is arithmetic-coded, which few readers take."))
        }
        if structure.endOfImage == nil {
            breaches.append(Breach(code: "truncated", description: "Its end-of-image marker is missing."))
        }
        for (index, scan) in structure.scans.enumerated()
        where scan.restartMarkerCount != scan.expectedRestartMarkerCount || !scan.restartMarkersInOrder {
            breaches.append(
                Breach(
                    code: "restartMarkers",
                    description: "Scan \(index + 1) has \(scan.restartMarkerCount) restart markers where "
                        + "\(scan.expectedRestartMarkerCount) belong, or not in their order."))
        }
        if breaches.isEmpty {
            breaches = structure.recodingReasons.map {
                Breach(code: "framing", description: "Readers differ on it: \($0.description).")
            }
        }
        breaches += structure.absentComponents.map {
            Breach(code: "truncated", description: "No scan has its component \($0 + 1).")
        }
        return breaches
            + structure.corrections.map {
                Breach(code: "header", description: "Its header is wrong: \($0.kind.description).")
            }
    }
}

extension MetadataItem {
    /// The kind, but for segments that nobody knows the marker: "app7".
    var reportCode: String {
        guard kind == .application, let marker = detail.split(separator: " ").first else { return kind.rawValue }
        return marker.lowercased()
    }
}
