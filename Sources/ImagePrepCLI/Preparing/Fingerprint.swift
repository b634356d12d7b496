internal import ImagePrep
internal import SystemFiles

/// Tells whether an output was made from this very input with these very options: 32 hexadecimal digits that differ where the
/// options that shape outputs, the input's name, its size or its time do. They say nothing else of any of these.
struct Fingerprint: Equatable, Sendable {
    let text: String

    /// Makes fingerprints of one run.
    struct Maker: Sendable {
        private let options: String

        init(_ options: PrepareOptions) {
            var shaping = options
            // They decide whether there is an output, not what it is.
            shaping.inputLimits = InputLimits()
            // By reflection, so that an option that comes later is not forgotten.
            self.options = String(reflecting: shaping)
        }

        func fingerprint(of input: Input, _ status: FileStatus) -> Fingerprint {
            let times = [status.modified, status.changed].map { "\($0.seconds).\($0.nanoseconds)" }
            // Another file of this name, size and time has another number, and one written over and set back another change.
            let text = "2 \(options) \(status.byteCount) \(times.joined(separator: " ")) \(status.identity.inode) "
            let bytes = Array(text.utf8) + input.name.lastComponent
            let digest = SHA256.hexadecimalDigest(of: bytes.span)
            return Fingerprint(text: String(digest.prefix(32)))
        }
    }
}
