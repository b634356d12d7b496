/// A service that takes images, and what its documents say of them: each figure with its source and the day it was read.
///
/// A figure that is nil is one that the service does not state. `PrepareOptions(for:)` makes options of a preset; a preset of
/// your own is a value like those that come along:
///
///     var ours = ServicePreset(name: "ours")
///     ours.imageBytes = .init(.init(4_000_000, counted: .base64), source: "wiki/limits", date: "2026-11-30")
public struct ServicePreset: Sendable, Hashable {
    /// The name in options and reports, such as "google-vision".
    public var name: String
    /// The name as people write it, such as "Google Cloud Vision".
    public var displayName: String
    /// The name of the preset of which this is another form, such as for requests of many images.
    public var variantOf: String?
    /// The most bytes of one image.
    public var imageBytes: Figure<ByteLimit>?
    /// The most pixels of one image.
    public var pixels: Figure<Int>?
    /// The most pixels of the longer side.
    public var longestSide: Figure<Int>?
    /// The fewest pixels of the shorter side: what is smaller is refused.
    public var smallestSide: Figure<Int>?
    /// The shorter side below which answers get worse although the image is taken.
    public var readableSide: Figure<Int>?
    /// The most squares of 32 x 32 pixels that cover the image, begun ones counted whole.
    public var patches: Figure<Int>?
    /// The longer side above which more pixels buy nothing.
    public var recommendedLongEdge: Figure<Int>?
    /// The most images of one request.
    public var requestImages: Figure<Int>?
    /// The most bytes of one request, all its images together.
    public var requestBytes: Figure<ByteLimit>?
    /// The formats that are taken, such as "jpeg" and "webp".
    public var formats: Figure<[String]>?

    /// A preset without figures.
    public init(name: String, displayName: String? = nil) {
        self.name = name
        self.displayName = displayName ?? name
    }

    /// A number, or a list, as a document has it.
    public struct Figure<Value: Sendable & Hashable>: Sendable, Hashable {
        /// What the document states.
        public var value: Value
        /// The page that states it, without the scheme.
        public var source: String
        /// The day it was read, such as "2026-11-30".
        public var date: String
        /// For what it holds, where it does not hold for everything; empty otherwise.
        public var note: String

        /// A figure with where it stands and when it was read.
        public init(_ value: Value, source: String, date: String, note: String = "") {
            self.value = value
            self.source = source
            self.date = date
            self.note = note
        }
    }
}
