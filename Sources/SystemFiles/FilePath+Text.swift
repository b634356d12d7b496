/// A character of a path, or a byte of it that is not part of any.
package enum PathElement: Equatable {
    case scalar(Unicode.Scalar)
    /// 0x80...0xFF.
    case byte(UInt8)
}

extension FilePath {
    /// The path as characters where it is UTF-8, and as bytes where it is not.
    package var elements: [PathElement] {
        var elements: [PathElement] = []
        var rest = bytes[...]
        while let first = rest.first {
            let length = FilePath.encodedLength(startingWith: first)
            if let scalar = FilePath.decode(rest.prefix(length)) {
                elements.append(.scalar(scalar))
                rest = rest.dropFirst(length)
            } else {
                elements.append(.byte(first))
                rest = rest.dropFirst()
            }
        }
        return elements
    }

    private static func encodedLength(startingWith byte: UInt8) -> Int {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.count == 1 else { return nil }
        return text.unicodeScalars.first
    }
}

extension FilePath {
    /// Swift's arguments are strings, which cannot hold bytes that are no UTF-8; so each such byte travels through the
    /// argument parser as a private-use character, and characters of that range as their bytes, so that nothing is lost.
    private static let carrierBase: UInt32 = 0x10FF00
    private static let carriers: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

    /// An argument of the process as the parser gets it.
    package var carrierText: String {
        var text = String.UnicodeScalarView()
        for element in elements {
            switch element {
            case .scalar(let scalar) where FilePath.carriers.contains(scalar.value):
                for byte in String(scalar).utf8 { text.append(FilePath.carrier(of: byte)) }
            case .scalar(let scalar): text.append(scalar)
            case .byte(let byte): text.append(FilePath.carrier(of: byte))
            }
        }
        return String(text)
    }

    /// The path whose `carrierText` this is.
    package init(carrierText text: String) {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if FilePath.carriers.contains(scalar.value) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += String(scalar).utf8
            }
        }
        self.init(bytes)
    }

    private static func carrier(of byte: UInt8) -> Unicode.Scalar {
        // Bytes of 0x80...0xFF give 0x10FF80...0x10FFFF, which are scalars.
        Unicode.Scalar(carrierBase + UInt32(byte)) ?? "\u{FFFD}"
    }
}
