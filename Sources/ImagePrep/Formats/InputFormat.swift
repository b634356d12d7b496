/// One file format that can be prepared: what a room answers for.
package protocol InputFormat: SendableMetatype {
    static var descriptor: FormatDescriptor { get }

    /// Walks over the container once; no pixels are decoded.
    ///
    /// - Parameter copied: image data in this file that is a copy of what an earlier walk looked at; it need not be read
    ///   again. Nil if there is none.
    /// - Throws: what is wrong with the file, or which limit it is over, before anything of that size is allocated.
    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection

    /// Of the libraries that only this room uses, as they run: name and version, such as "libwebp 1.2.4".
    static var libraryVersions: [String] { get }
}

extension InputFormat {
    package static var libraryVersions: [String] { [] }
}

/// Image data of a file that stands in another as it is.
package struct CopiedImageData: Sendable {
    package var original: any ImageFile
    /// Where the copy of each of its parts begins.
    package var offsets: [Int]
}

/// A parsed container, asked for all that depends on its format. `Inspection` holds what does not.
package protocol ImageFile: Sendable, Hashable {
    var format: ImageFormat { get }
    /// TIFF structures with Exif in them, the first one counts.
    var exifPayloads: [Range<Int>] { get }
    /// How the image data is coded, for people.
    var codingDescription: String { get }
    /// The format that is written where the caller leaves that open.
    var naturalOutput: ImageFormat { get }

    /// Makes of a plan that renders the cheapest one that keeps the promise.
    ///
    /// - Parameter needsPixels: whether a render it has to be; what would be left out is found all the same.
    func refine(
        _ plan: inout Plan, _ inspection: Inspection, of file: Span<UInt8>, needsPixels: Bool,
        in context: PreparationContext
    ) throws(ImagePrepError)

    /// Adds what a render may hand on to, once the plan's memory is predicted.
    func addFallbacks(to plan: inout Plan, _ inspection: Inspection, maxBytes: Int)

    /// Whether a copy or a rewrite leaves image data that only decoding can judge.
    var leavesImageData: Bool { get }

    /// Judges it. What is missing is an error or left to a render, what is not clean to the same coefficients coded again.
    ///
    /// - Returns: warnings that the route does not give itself.
    func checkImageData(
        _ plan: inout Plan, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String]

    /// Decodes all image data as it is stored and keeps nothing.
    ///
    /// - Returns: what the codec warned of.
    func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String]

    /// Moves or codes again what the file has, without new pixels.
    func transform(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome

    /// Opens the picture to be rendered from its pixels, as the plan says; from the header alone or decoded already.
    ///
    /// - Throws: what is wrong with the file, a limit, `outOfMemory`, `cancelled`.
    func openPixels(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelPicture

    /// Opens it to be rendered from its planes; nil where it has none that a JPEG could hold as they are.
    ///
    /// - Throws: as `openPixels`.
    func openPlanes(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PlanarPicture?

    /// Holds the container against the promise.
    func judge(
        _ file: Span<UInt8>, _ inspection: Inspection, by verifier: Verifier, in context: PreparationContext
    ) -> Verifier.Verdict

    /// The parts of it that an output of `plan` has as they stand; nil if there are none.
    func copiedImageData(by plan: Plan) -> CopiedImageData?

    /// Bytes that planning takes, which stay for the next image.
    var planningMemory: Int { get }
    /// Bytes that looking at image data takes which is copied.
    func checkingMemory(_ inspection: Inspection) -> Int
    /// Bytes that the plan's transform takes, input and output not counted.
    func transformingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int
    /// Bytes that a render takes, output included and input not.
    func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int
}

extension ImageFile {
    package var naturalOutput: ImageFormat { format }

    /// Image data that is decoded or inflated to its end on every route leaves nothing to look at.
    package var leavesImageData: Bool { false }

    package func checkImageData(
        _ plan: inout Plan, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] { [] }

    package func transform(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome {
        throw .internalFault("a \(format.displayName) has no blocks that can be moved")
    }

    package func copiedImageData(by plan: Plan) -> CopiedImageData? { nil }
    package var planningMemory: Int { 0 }
    package func checkingMemory(_ inspection: Inspection) -> Int { 0 }
    package func transformingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int { 0 }

    package func openPlanes(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PlanarPicture? { nil }

    package func addFallbacks(to plan: inout Plan, _ inspection: Inspection, maxBytes: Int) {}

    /// Whether `other` is of the same format and says the same.
    func isEqual(to other: any ImageFile) -> Bool { other as? Self == self }
}
