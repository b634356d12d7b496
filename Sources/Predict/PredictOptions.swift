/// What one call asks of the model. The defaults ask for what the model gives.
public struct PredictOptions: Sendable, Hashable {
    /// At most this many concepts or regions an image, 1...200. Default: the service's, 20.
    public var maxConcepts: Int?
    /// Concepts below this value (0...1) are left out. Default: none are.
    public var minValue: Double?
    /// Only these concepts. Default: all.
    public var selectConcepts: [ConceptSelector] = []
    /// The language that concepts are named in, such as `en` or `zh`. Default: the app's.
    public var language: String?
    /// Parameters that the model defines itself, such as a detector's threshold. Default: none.
    public var parameters: [String: JSONValue] = [:]
    /// Which machines run the model. Default: the service's own.
    public var runner: Runner?
    /// Where the output configuration stands in the request. Default: `.model`, as the documentation has it.
    public var outputConfigPlace = OutputConfigPlace.model

    /// The defaults.
    public init() {}

    /// A concept by its id or by its exact, case-sensitive name.
    public enum ConceptSelector: Sendable, Hashable {
        case id(String)
        case name(String)
    }

    /// Dedicated machines of the caller's account.
    public enum Runner: Sendable, Hashable {
        case deployment(id: String, userID: String)
        case nodepool(id: String, computeClusterID: String, userID: String)
    }

    /// The two places at which the service takes `output_config`.
    public enum OutputConfigPlace: String, Sendable, Hashable, CaseIterable {
        /// `model.output_info`: the documentation and its examples.
        case model
        /// `model.model_version.output_info`: the official SDKs since 12.0.
        case modelVersion
    }
}

extension PredictOptions {
    /// Throws what the service would refuse, before anything is sent.
    func validate() throws(PredictError) {
        if let maxConcepts, !(1...200).contains(maxConcepts) {
            throw .invalidConfiguration("max concepts is \(maxConcepts) and must be in 1...200")
        }
        if let minValue, !(0...1).contains(minValue) {
            throw .invalidConfiguration("min value is \(minValue) and must be in 0...1")
        }
        guard JSONValue.object(parameters).isFinite else {
            throw .invalidConfiguration("a parameter holds a number that JSON cannot write (infinite or not a number)")
        }
    }
}

extension JSONValue {
    fileprivate var isFinite: Bool {
        switch self {
        case .null, .bool, .integer, .string: true
        case .number(let value): value.isFinite
        case .array(let elements): elements.allSatisfy(\.isFinite)
        case .object(let members): members.values.allSatisfy(\.isFinite)
        }
    }
}
