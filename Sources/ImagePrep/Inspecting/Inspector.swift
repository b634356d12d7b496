/// Reads what is in a file without decoding it, and refuses what is over a limit before anything is allocated for it.
struct Inspector {
    let limits: InputLimits
    /// Image data that was looked at before, in another file; nil if there is none.
    var copied: CopiedImageData?

    init(limits: InputLimits) { self.limits = limits }

    func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try limits.check(.inputBytes, input.count)
        if let room = FormatRegistry.room(for: input) { return try room.parse(input, limits: limits, copied: copied) }
        switch FileSignature(of: input) {
        case .refused(let name, let advice):
            throw .unsupported(feature: name, advice: advice)
        case .unknown, .format:
            throw .notAnImage(found: FileSignature.firstBytesDescription(input))
        }
    }
}

extension FileSignature {
    /// What an unknown file begins with, for its error.
    static func firstBytesDescription(_ input: Span<UInt8>) -> String {
        guard !input.isEmpty else { return "the file is empty" }
        let hexadecimal = (0..<min(8, input.count)).map { index in
            let digits = String(input[index], radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }
        return "it begins with the bytes \(hexadecimal.joined(separator: " "))"
    }
}

extension InputLimits {
    /// The limit of that kind.
    package func limit(_ kind: LimitKind) -> Int {
        switch kind {
        case .inputBytes: inputBytes
        case .pixels: pixels
        case .side: side
        case .scans: scans
        case .segments: segments
        case .workingMemory: workingMemoryBytes
        case .decodeWork: decodeWorkBytes
        case .codecWarnings: codecWarnings
        case .metadataBytes: metadataBytes
        }
    }

    /// Throws `limitExceeded` where `actual` is more than the limit of that kind.
    package func check(_ kind: LimitKind, _ actual: Int) throws(ImagePrepError) {
        guard actual <= limit(kind) else { throw .limitExceeded(kind, limit: limit(kind), actual: actual) }
    }

    /// Throws where a picture of this size is too large; the product is checked for overflow.
    package func check(_ size: PixelSize) throws(ImagePrepError) {
        try check(.side, size.longestSide)
        let (pixels, overflow) = size.width.multipliedReportingOverflow(by: size.height)
        try check(.pixels, overflow ? Int.max : pixels)
    }
}
