/// What came of one input; there is one for every input, in the order of the inputs.
public struct PredictAnswer: Sendable {
    /// The input's position, from 0.
    public var index: Int
    /// The caller's id of the input.
    public var id: String?
    /// What was sent; nil for a URL, and where nothing could be sent.
    public var picture: SentImage?
    /// The prepared file; kept only where the call asked for it (`keepsImages`).
    public var image: [UInt8]?
    /// What the model said, or why it did not.
    public var outcome: Result<Prediction, PredictError>
    /// What a careful reader should know, in sentences; such as that a URL's orientation was not applied.
    public var notes: [String] = []

    package init(index: Int, id: String?, picture: SentImage? = nil, outcome: Result<Prediction, PredictError>) {
        self.index = index
        self.id = id
        self.picture = picture
        self.outcome = outcome
    }

    /// What the model said.
    ///
    /// - Throws: `PredictError`, where it did not.
    public func get() throws(PredictError) -> Prediction { try outcome.get() }
}

/// What the model said of one picture.
public struct Prediction: Sendable, Hashable {
    /// Of the whole picture; the service sorts them by falling value.
    public var concepts: [Concept] = []
    /// Parts of the picture, with boxes or masks.
    public var regions: [Region] = []
    /// The version that answered.
    public var modelVersionID: String?
    /// The service's id of this answer.
    public var outputID: String?
    /// The input id that the service echoed, or made.
    public var inputID: String?

    /// An empty prediction.
    public init() {}
}

/// Something that the model sees.
public struct Concept: Sendable, Hashable {
    /// Such as `ai_HLmqFqBf`; empty where the service gave none.
    public var id: String
    /// Such as `train`.
    public var name: String
    /// How sure the model is, 0...1; of a segmentation, the share of the picture that is covered.
    public var value: Double

    /// A concept by its parts.
    public init(id: String = "", name: String, value: Double) {
        self.id = id
        self.name = name
        self.value = value
    }
}

/// A part of a picture.
public struct Region: Sendable, Hashable {
    /// The service's id of it.
    public var id: String
    /// How sure the model is of the region as such, 0...1; of a segmentation, the share of the picture.
    public var value: Double
    /// What is there; the service sorts them by falling value.
    public var concepts: [Concept]
    /// Where it is, in a detection.
    public var box: BoundingBox?
    /// Which pixels it covers, in a segmentation.
    public var mask: Mask?

    /// A region by its parts.
    public init(
        id: String = "", value: Double = 0, concepts: [Concept] = [], box: BoundingBox? = nil, mask: Mask? = nil
    ) {
        self.id = id
        self.value = value
        self.concepts = concepts
        self.box = box
        self.mask = mask
    }
}
