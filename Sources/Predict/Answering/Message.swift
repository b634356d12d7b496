/// The JSON of an answer, as far as it is used. Source: Clarifai's published interface definitions, MultiOutputResponse.
struct Message: Decodable {
    var status: Status
    var outputs: [Lossy<Output>]?

    struct Status: Decodable {
        var code: LenientCode?
        var description: String?
        var details: String?
        var requestID: String?

        enum CodingKeys: String, CodingKey {
            case code, description, details
            case requestID = "req_id"
        }

        func serviceStatus(httpStatus: Int) -> ServiceStatus {
            ServiceStatus(
                code: code?.code, description: description ?? "", details: details ?? "", requestID: requestID ?? "",
                httpStatus: httpStatus)
        }
    }

    struct Output: Decodable {
        var id: String?
        var status: Status?
        var model: Model?
        var input: Input?
        var data: Contents?
    }

    struct Model: Decodable {
        var modelVersion: Identified?

        enum CodingKeys: String, CodingKey { case modelVersion = "model_version" }
    }

    /// The echo of what was sent. Its image is another than was sent, and is not read.
    struct Input: Decodable { var id: String? }

    struct Identified: Decodable { var id: String? }

    struct Contents: Decodable {
        var concepts: [Lossy<Concept>]?
        var regions: [Lossy<Region>]?
    }

    struct Concept: Decodable {
        var id: String?
        var name: String?
        var value: LenientNumber?
    }

    struct Region: Decodable {
        var id: String?
        var value: LenientNumber?
        var info: RegionInfo?
        var data: RegionContents?

        enum CodingKeys: String, CodingKey {
            case id, value, data
            case info = "region_info"
        }
    }

    /// Regions can hold regions in principle; only their concepts are read, so that no answer makes us recurse.
    struct RegionContents: Decodable { var concepts: [Lossy<Concept>]? }

    struct RegionInfo: Decodable {
        var box: Box?
        var mask: Mask?

        enum CodingKeys: String, CodingKey {
            case box = "bounding_box"
            case mask
        }
    }

    struct Box: Decodable {
        var top: LenientNumber?
        var left: LenientNumber?
        var bottom: LenientNumber?
        var right: LenientNumber?

        enum CodingKeys: String, CodingKey {
            case top = "top_row"
            case left = "left_col"
            case bottom = "bottom_row"
            case right = "right_col"
        }
    }

    struct Mask: Decodable { var image: Image? }

    struct Image: Decodable { var base64: String? }
}

/// An element of a list that may make no sense; its place is kept, as answers are matched by their place.
struct Lossy<Element: Decodable>: Decodable {
    var value: Element?

    init(from decoder: any Decoder) throws { value = try? Element(from: decoder) }
}

/// A number, or a string that holds one: proto3's JSON allows both.
struct LenientNumber: Decodable {
    /// Finite.
    var number: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = (try? container.decode(Double.self)) ?? (try? container.decode(String.self)).flatMap(Double.init)
        self.number = number.flatMap { $0.isFinite ? $0 : nil } ?? 0
    }
}

/// A status code as a number, a number in a string, or a name: the documentation shows all three.
struct LenientCode: Decodable {
    /// Nil for a name that is not known.
    var code: StatusCode?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            code = StatusCode(rawValue: number)
        } else {
            code = (try? container.decode(String.self)).flatMap(StatusCode.init(text:))
        }
    }
}
