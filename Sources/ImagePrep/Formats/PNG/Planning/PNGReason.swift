/// Why a PNG is prepared as it is, where no other format could give the reason.
enum PNGReason: FormatReason {
    /// Samples cannot be turned where they are.
    case orientedPixels(Orientation)
    /// What is wrong with the image data.
    case imageData(ImageDataCheck)

    var code: String {
        switch self {
        case .orientedPixels: "orientation"
        case .imageData(let check): check.fault == .short ? "truncated" : "imageData"
        }
    }

    var description: String {
        switch self {
        case .orientedPixels(let orientation):
            "\(orientation.inSentence), and the pixels of a PNG cannot be turned without decoding them"
        case .imageData(let check): check.fault?.description(of: check) ?? "its image data is whole"
        }
    }
}

extension PlanReason {
    static func png(_ reason: PNGReason) -> PlanReason { .special(SpecialReason(reason)) }
}
