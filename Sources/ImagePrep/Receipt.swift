/// What was done to an image, and why.
public struct Receipt: Sendable, Hashable {
    /// The format that was written.
    public var format: ImageFormat
    /// The format that was read.
    public var inputFormat: ImageFormat
    /// The upright size that was written.
    public var size: PixelSize
    /// The size of the input as stored, before its orientation was applied.
    public var storedSize: PixelSize
    /// Bytes of the input file.
    public var bytesIn: Int
    /// Bytes of the output file.
    public var bytesOut: Int
    /// As found in the input; `.upright` where there was none.
    public var orientation: Orientation
    /// How it was prepared.
    public var route: Route
    /// Whether the decoded samples, or the DCT coefficients, are exactly the input's, turned.
    public var isLossless: Bool
    /// Why this route, and what carrying it out added.
    package var reasons: [PlanReason]
    /// What was in the input and is not in the output.
    public var removed: [RemovedMetadata] = []
    /// The JPEG quality that was written, where an encoder had to choose one.
    public var quality: Int?
    /// How often the whole picture was entropy-coded, trials included.
    public var encodes = 0
    /// What happened to colour, in words; nil where nothing did.
    public var colorConversion: String?
    /// Whether light brighter than white was rolled off: what a viewer shows of high dynamic range is not one thing, so the
    /// output is one of several true pictures.
    public var isToneMapped = false
    /// The planes that were moved exactly where others were not, such as `["Y"]`.
    public var exactPlanes: [String] = []
    /// The first 20 in words.
    public var warnings: [String] = []
    /// All of them in number.
    public var warningCount = 0
    /// How closely the image data was looked at.
    public var checked = Breach.Kind.headers
    /// What each stage took, in the order they ran.
    public var timings: [StageTiming] = []

    init(_ inspection: Inspection, _ plan: Plan, _ output: RouteOutput, timings: [StageTiming]) {
        format = output.format
        inputFormat = inspection.format
        size = output.size
        storedSize = inspection.storedSize
        bytesIn = inspection.byteCount
        bytesOut = output.bytes.count
        orientation = inspection.orientation
        route = plan.route
        isLossless = output.isLossless
        reasons = plan.reasons + output.reasons
        removed = Receipt.removed(inspection.metadata + plan.removed, keeping: output.keptMetadata)
        quality = output.quality
        encodes = output.encodes
        colorConversion = output.colorConversion
        isToneMapped = output.isToneMapped
        exactPlanes = output.exactPlanes
        let heard = inspection.warnings(heeding: plan)
        warnings = Array((heard + plan.warnings + output.warnings).prefix(20))
        warningCount =
            heard.count + plan.warnings.count + max(output.warningCount, output.warnings.count)
        self.timings = timings
    }

    /// Why this route, in words.
    public var reason: String { reasons.sentence }

    /// Why this route, as a stable name for programs; docs/report-schema.md lists them.
    public var reasonCode: String { reasons.code }

    /// Of what was made; they come before those of what was found, of which a damaged file has many.
    mutating func add(warnings added: [String]) {
        warnings = Array((added + warnings).prefix(20))
        warningCount += added.count
    }

    /// One entry a kind, in the order of first appearance.
    private static func removed(_ found: [MetadataItem], keeping kept: Set<MetadataKind>) -> [RemovedMetadata] {
        var removed: [RemovedMetadata] = []
        for item in found where !kept.contains(item.kind) {
            if let index = removed.firstIndex(where: { $0.kind == item.kind }) {
                removed[index].byteCount += item.byteCount
            } else {
                removed.append(RemovedMetadata(kind: item.kind, byteCount: item.byteCount))
            }
        }
        return removed
    }
}

/// A kind of metadata that is no longer there, and how many bytes of the input it took.
public struct RemovedMetadata: Sendable, Hashable {
    /// What it was.
    public var kind: MetadataKind
    /// Bytes of the input, markers, lengths and checksums included.
    public var byteCount: Int

    package init(kind: MetadataKind, byteCount: Int) {
        self.kind = kind
        self.byteCount = byteCount
    }
}

/// How long one stage took.
public struct StageTiming: Sendable, Hashable {
    /// Which one.
    public var stage: Stage
    /// Wall time.
    public var duration: Duration

    package init(stage: Stage, duration: Duration) {
        self.stage = stage
        self.duration = duration
    }

    /// The stages of `prepare`, in order.
    public enum Stage: String, Sendable, Hashable, CaseIterable {
        case inspect, plan, rewrite, transform, decode, color, orient, resize, encode, verify
    }
}

extension Inspection {
    /// Without that gamma is ignored, where it is not.
    fileprivate func warnings(heeding plan: Plan) -> [String] {
        guard plan.color == .convertToSRGB, let ignored = coloring.gammaWarning else { return warnings }
        return warnings.filter { $0 != ignored }
    }
}
