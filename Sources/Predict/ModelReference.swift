/// Which model answers: its id, and where it lives.
public struct ModelReference: Sendable, Hashable {
    /// Such as `general-image-recognition`.
    public var id: String
    /// A pinned version; nil for the latest.
    public var versionID: String?
    /// The model's owner (not the caller); nil where the client's configuration decides.
    public var userID: String?
    /// The model's app; nil where the client's configuration decides.
    public var appID: String?

    /// A model by its parts.
    public init(id: String, versionID: String? = nil, userID: String? = nil, appID: String? = nil) {
        self.id = id
        self.versionID = versionID
        self.userID = userID
        self.appID = appID
    }

    /// Concepts of the whole picture.
    public static let generalImageRecognition = documented("general-image-recognition")
    /// Regions with boxes.
    public static let generalImageDetection = documented("general-image-detection")
    /// Regions with masks.
    public static let imageGeneralSegmentation = documented("image-general-segmentation")

    /// The models of the documentation's examples; all belong to user `clarifai`, app `main`.
    public static let documentedModels = [generalImageRecognition, generalImageDetection, imageGeneralSegmentation]

    /// This model at a version.
    public func version(_ versionID: String) -> ModelReference {
        var pinned = self
        pinned.versionID = versionID
        return pinned
    }

    private static func documented(_ id: String) -> ModelReference {
        ModelReference(id: id, userID: "clarifai", appID: "main")
    }
}

extension ModelReference {
    /// Parses `https://clarifai.com/USER/APP/models/MODEL[/versions/VERSION]`, the same without scheme and host, or a model's
    /// id alone: a documented model's by its full address, any other in the configuration's user and app.
    ///
    /// - Throws: `PredictError.invalidConfiguration` with the forms that are understood.
    public init(parsing text: String) throws(PredictError) {
        var path = Substring(text)
        for prefix in ["https://", "http://"] where path.hasPrefix(prefix) {
            path = path.dropFirst(prefix.count).drop { $0 != "/" }
        }
        let cut = path.firstIndex { $0 == "?" || $0 == "#" } ?? path.endIndex
        let parts = path[..<cut].split(separator: "/").map(String.init)
        switch parts.count {
        case 1 where text == parts[0]:
            self = Self.documentedModels.first { $0.id == text } ?? ModelReference(id: text)
        case 4 where parts[2] == "models":
            self.init(id: parts[3], userID: parts[0], appID: parts[1])
        case 6 where parts[2] == "models" && parts[4] == "versions":
            self.init(id: parts[3], versionID: parts[5], userID: parts[0], appID: parts[1])
        default:
            throw .invalidConfiguration(
                "\"\(text.hidingCredentials)\" names no model; write https://clarifai.com/USER/APP/models/MODEL, "
                    + "USER/APP/models/MODEL, either with /versions/VERSION, or a model id")
        }
    }
}

extension ModelReference: CustomStringConvertible {
    /// `USER/APP/models/MODEL/versions/VERSION`, as far as it is known.
    public var description: String {
        guard let userID, let appID else { return id + (versionID.map { " version \($0)" } ?? "") }
        return "\(userID)/\(appID)/models/\(id)" + (versionID.map { "/versions/\($0)" } ?? "")
    }
}
