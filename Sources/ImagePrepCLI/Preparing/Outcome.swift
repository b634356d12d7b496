internal import ImagePrep
internal import SystemFiles

/// What came of one input.
struct Outcome: Sendable {
    enum Result: Sendable {
        case prepared(PreparedOutput)
        /// In a dry run; without a path where none was named, and for standard output.
        case planned(Inspection, Plan, FilePath?)
        /// An earlier run's output is as good as one made now.
        case existing(ExistingOutput)
        case failed(Failure)
        /// Found in a folder, and no image.
        case notAnImage
        /// The run was interrupted before this one was ready.
        case cancelled
    }

    var result: Result
    var duration: Duration
    /// Nil if there will be no review page, or the input's bytes could not be had.
    var review: PhotoReview?

    /// Whether an output is to take the place of its input.
    var replacesInput: Bool {
        guard case .prepared(let output) = result, case .replacement = output.location else { return false }
        return true
    }
}

/// An image that is ready and lies in a file that has not got its name yet, or in memory for standard output.
struct PreparedOutput: Sendable {
    enum Location: Sendable {
        case memory([UInt8])
        case file(TemporaryFile)
        /// To take the place of the input, of which the second says what it was when it was read.
        case replacement(TemporaryFile, FileStatus)
        /// The input itself is what it should be.
        case unchanged
    }

    let location: Location
    /// Nil for standard output.
    let destination: FilePath?
    let receipt: Receipt
    /// SHA-256 in hexadecimal, where a report was asked for.
    let digest: String?
    /// Nil for standard input and pipes.
    let fingerprint: Fingerprint?
}
