/// Everything of a call's requests but the inputs: the path, and the JSON around them.
struct RequestTemplate: Sendable {
    /// Percent-encoded, beginning with a slash.
    let path: String
    private let suffix: [UInt8]
    private static let prefix = Array(#"{"inputs":["#.utf8)

    init(model: ModelReference, configuration: ClientConfiguration, options: PredictOptions) {
        path = Self.path(of: model, configuration)
        var json = JSONWriter()
        json.raw("]")
        json.modelMember(options)
        if let runner = options.runner { json.runnerMember(runner) }
        json.raw("}")
        suffix = json.bytes
    }

    /// The bytes of a request without any input.
    var emptyByteCount: Int { Self.prefix.count + suffix.count }

    /// The bytes that `input` adds to a request, the comma after the one before it included.
    func byteCount(of input: OutgoingInput) -> Int {
        let (head, tail) = Self.frame(of: input)
        let image = input.imageBytes.map { Base64.encodedCount(of: $0.count) } ?? 0
        return head.count + image + tail.count + 1
    }

    func body(of inputs: [OutgoingInput]) -> RequestBody {
        var body = RequestBody()
        var text = Self.prefix
        for (position, input) in inputs.enumerated() {
            let (head, tail) = Self.frame(of: input)
            if position > 0 { text.append(UInt8(ascii: ",")) }
            text += head
            if let image = input.imageBytes {
                body.append(text: text)
                body.append(base64: image)
                text = []
            }
            text += tail
        }
        body.append(text: text + suffix)
        return body
    }

    /// The JSON before and after an input's base64.
    private static func frame(of input: OutgoingInput) -> (head: [UInt8], tail: [UInt8]) {
        var head = JSONWriter()
        head.raw("{")
        if let id = input.id {
            head.raw(#""id":"#)
            head.string(id)
            head.raw(",")
        }
        guard case .url(let address) = input.payload else {
            head.raw(#""data":{"image":{"base64":""#)
            return (head.bytes, Array(#""}}}"#.utf8))
        }
        head.raw(#""data":{"image":{"url":"#)
        head.string(address)
        return (head.bytes, Array("}}}".utf8))
    }

    private static func path(of model: ModelReference, _ configuration: ClientConfiguration) -> String {
        var parts = ["v2"]
        // A model that says whose it is must not be looked for in the app of the caller.
        if let user = model.userID ?? configuration.userID, let app = model.appID ?? configuration.appID {
            parts += ["users", user, "apps", app]
        }
        parts += ["models", model.id]
        if let version = model.versionID { parts += ["versions", version] }
        return "/" + (parts + ["outputs"]).map(percentEncoded).joined(separator: "/")
    }
}

/// A path segment in which only RFC 3986's unreserved characters stand for themselves.
private func percentEncoded(_ segment: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return segment.utf8.reduce(into: "") { encoded, byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}

extension JSONWriter {
    /// `,"model":{...}`, or nothing where all is left to the service.
    fileprivate mutating func modelMember(_ options: PredictOptions) {
        let config = outputConfig(options)
        let parameters: JSONValue? = options.parameters.isEmpty ? nil : .object(options.parameters)
        var outer: [String: JSONValue] = [:]
        var inner: [String: JSONValue] = [:]
        if let config {
            if options.outputConfigPlace == .model {
                outer["output_config"] = config
            } else {
                inner["output_config"] = config
            }
        }
        if let parameters { inner["params"] = parameters }
        var model: [String: JSONValue] = [:]
        if !outer.isEmpty { model["output_info"] = .object(outer) }
        if !inner.isEmpty { model["model_version"] = ["output_info": .object(inner)] }
        guard !model.isEmpty else { return }
        raw(#","model":"#)
        value(.object(model))
    }

    private func outputConfig(_ options: PredictOptions) -> JSONValue? {
        var config: [String: JSONValue] = [:]
        config["max_concepts"] = options.maxConcepts.map(JSONValue.integer)
        config["min_value"] = options.minValue.map(JSONValue.number)
        config["language"] = options.language.map(JSONValue.string)
        if !options.selectConcepts.isEmpty {
            config["select_concepts"] = .array(options.selectConcepts.map(\.json))
        }
        return config.isEmpty ? nil : .object(config)
    }

    fileprivate mutating func runnerMember(_ runner: PredictOptions.Runner) {
        raw(#","runner_selector":"#)
        switch runner {
        case .deployment(let id, let userID):
            value(["deployment": ["id": .string(id), "user_id": .string(userID)]])
        case .nodepool(let id, let clusterID, let userID):
            value([
                "nodepool": [
                    "id": .string(id), "compute_cluster": ["id": .string(clusterID), "user_id": .string(userID)],
                ]
            ])
        }
    }
}

extension PredictOptions.ConceptSelector {
    fileprivate var json: JSONValue {
        switch self {
        case .id(let id): ["id": .string(id)]
        case .name(let name): ["name": .string(name)]
        }
    }
}
