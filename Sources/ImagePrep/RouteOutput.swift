/// What a route made, before it is verified.
package struct RouteOutput: Sendable {
    package var bytes: [UInt8]
    package var format: ImageFormat
    package var size: PixelSize
    package var isLossless: Bool
    package var quality: Int?
    package var encodes = 0
    package var colorConversion: String?
    package var isToneMapped = false
    package var exactPlanes: [String] = []
    /// Metadata that is in the output all the same, such as a profile that the colour policy keeps.
    package var keptMetadata: Set<MetadataKind> = []
    /// What the plan could not know; added to its reasons.
    package var reasons: [PlanReason] = []
    package var warnings: [String] = []
    package var warningCount = 0

    package init(bytes: [UInt8], format: ImageFormat, size: PixelSize, isLossless: Bool) {
        self.bytes = bytes
        self.format = format
        self.size = size
        self.isLossless = isLossless
    }

    init(copy bytes: [UInt8], _ inspection: Inspection) {
        self.init(bytes: bytes, format: inspection.format, size: inspection.storedSize, isLossless: true)
        keptMetadata = Set(inspection.metadata.map(\.kind))
    }
}
