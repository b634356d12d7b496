/// A byte of a JPEG header that readers warn of or refuse and that changes nothing once it is right: the decoders that this
/// library answers for already read it as if it were.
package struct JPEGCorrection: Sendable, Hashable {
    /// Why a byte is put right.
    package enum Kind: Sendable, Hashable {
        /// A sequential scan has the coefficients 0...63 and no approximation (T.81 B.2.3), whatever its header says.
        case scanParameters(scan: Int)
        /// Adobe's transform that no reader knows for this number of components.
        case adobeTransform(found: Int, used: Int)
        /// A JFIF of another major version than 1, which libjpeg warns of; it decodes like any.
        case jfifVersion(Int)
        /// Two components of one identifier, which libjpeg pairs in their order.
        case componentIdentifier
    }

    package var kind: Kind
    /// Of the byte, from the file's start.
    package var offset: Int
    package var value: UInt8
}

extension JPEGCorrection.Kind {
    /// A clause that can follow a colon.
    package var description: String {
        switch self {
        case .scanParameters(let scan): "scan \(scan) is sequential and does not say that it has coefficients 0 to 63"
        case .adobeTransform(let found, let used):
            "Adobe's colour transform is \(found), which readers take for \(used)"
        case .jfifVersion(let major): "JFIF of version \(major), and readers know version 1"
        case .componentIdentifier: "two components have the same identifier"
        }
    }
}

extension JPEGParser {
    /// Notes that the byte at `offset` has to be `value`; nothing where it is.
    mutating func correct(_ input: Span<UInt8>, at offset: Int, to value: UInt8, _ kind: JPEGCorrection.Kind) {
        guard input[offset] != value else { return }
        corrections.append(JPEGCorrection(kind: kind, offset: offset, value: value))
    }

    /// The transform that libjpeg takes an unknown one for: YCbCr of three components, YCCK of four.
    mutating func correctAdobeTransform(_ input: Span<UInt8>, _ frame: JPEGStructure.Frame) {
        guard let adobeTransform, let segment = adobeSegment else { return }
        let used: Int
        switch frame.components.count {
        case 3 where !hasJFIF && adobeTransform > 1: used = 1
        case 4 where adobeTransform != 0 && adobeTransform != 2: used = 2
        default: return
        }
        let kind = JPEGCorrection.Kind.adobeTransform(found: adobeTransform, used: used)
        correct(input, at: segments[segment].payload.lowerBound + 11, to: UInt8(used), kind)
    }

    /// Gives components that share an identifier 1, 2, 3 and 4, in the frame and in every scan.
    mutating func correctIdentifiers(_ input: Span<UInt8>, _ frame: JPEGStructure.Frame) {
        guard Set(frame.components.map(\.identifier)).count < frame.components.count else { return }
        for segment in segments {
            let start = segment.payload.lowerBound
            if segment.marker == frame.marker {
                for index in frame.components.indices {
                    correct(input, at: start + 6 + 3 * index, to: UInt8(index + 1), .componentIdentifier)
                }
            } else if segment.marker == 0xDA {
                for (place, index) in ScanHeader(input, segment.payload).indices(in: frame).enumerated() {
                    correct(input, at: start + 1 + 2 * place, to: UInt8(index + 1), .componentIdentifier)
                }
            }
        }
    }
}
