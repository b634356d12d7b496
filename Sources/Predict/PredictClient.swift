public import ImagePrep

/// Hands prepared images to Clarifai's Predict API.
public struct PredictClient: Sendable {
    /// Prepares what is sent.
    public var preparer = ImagePreparer()

    /// A client with default options.
    public init() {}
}
