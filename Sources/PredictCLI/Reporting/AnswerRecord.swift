internal import Foundation
internal import ImagePrep
internal import Predict

/// What is written about one input; the schema is documented in docs/predict.md and stable.
struct AnswerRecord: Codable, Sendable {
    var schema = 1
    var input: String
    var id: String?
    /// "answered" or "failed".
    var status: String
    var model: String
    var modelVersion: String?
    var width: Int?
    var height: Int?
    var storedWidth: Int?
    var storedHeight: Int?
    var orientation: Int?
    var route: String?
    var bytesIn: Int?
    var bytesSent: Int?
    var concepts: [ConceptRecord]?
    var regions: [RegionRecord]?
    var notes: [String]?
    var error: ErrorRecord?

    struct ConceptRecord: Codable {
        var id: String
        var name: String
        var value: Double
    }

    struct RegionRecord: Codable {
        var value: Double
        var concepts: [ConceptRecord]
        /// Fractions of the upright picture.
        var box: BoxRecord?
        /// Pixels of the upright picture that was sent.
        var pixels: BoxRecord?
        /// Pixels of the original file as stored.
        var storedPixels: BoxRecord?
        var mask: MaskRecord?
    }

    struct BoxRecord: Codable {
        var top: Double
        var left: Double
        var bottom: Double
        var right: Double
    }

    struct MaskRecord: Codable {
        var width: Int
        var height: Int
        /// Of the picture, by counting pixels.
        var coveredShare: Double
    }

    struct ErrorRecord: Codable {
        var code: String
        var message: String
        /// Clarifai's own number.
        var statusCode: Int?
        /// Not written.
        var endsRun = false

        private enum CodingKeys: String, CodingKey {
            case code, message, statusCode
        }
    }

    init(_ answer: PredictAnswer, name: String, model: ModelReference) {
        input = name
        id = answer.id
        self.model = model.description
        notes = answer.notes.isEmpty ? nil : answer.notes
        switch answer.outcome {
        case .success(let prediction):
            status = "answered"
            modelVersion = prediction.modelVersionID
            concepts = prediction.concepts.map(ConceptRecord.init)
            regions = prediction.regions.map { RegionRecord($0, in: answer.picture) }
        case .failure(let failure):
            status = "failed"
            error = ErrorRecord(failure)
        }
        if let picture = answer.picture { describe(picture) }
    }

    private mutating func describe(_ picture: SentImage) {
        bytesSent = picture.byteCount
        route = picture.receipt?.route.rawValue
        // What was sent as it is took no route, and was what it is.
        bytesIn = picture.receipt?.bytesIn ?? picture.byteCount
        guard picture.size.pixelCount > 0 else { return }
        (width, height) = (picture.size.width, picture.size.height)
        (storedWidth, storedHeight) = (picture.storedSize.width, picture.storedSize.height)
        orientation = Int(picture.originalOrientation.rawValue)
    }

    /// One line of JSON, with the keys in alphabetical order.
    var json: String {
        // Every number is finite (the decoder sees to it), which is all that encoding could fail of.
        (try? jsonText(self)) ?? "null"
    }
}

extension AnswerRecord.ConceptRecord {
    init(_ concept: Concept) { self.init(id: concept.id, name: concept.name, value: concept.value) }
}

extension AnswerRecord.RegionRecord {
    init(_ region: Region, in picture: SentImage?) {
        value = region.value
        concepts = region.concepts.map(AnswerRecord.ConceptRecord.init)
        if let found = region.box {
            box = AnswerRecord.BoxRecord(
                top: found.top, left: found.left, bottom: found.bottom, right: found.right)
            if let picture, picture.size.pixelCount > 0 {
                pixels = AnswerRecord.BoxRecord(found.pixels(in: picture.size))
                storedPixels = AnswerRecord.BoxRecord(picture.storedPixels(of: found))
            }
        }
        mask = region.mask.flatMap { try? $0.plane() }.map { plane in
            AnswerRecord.MaskRecord(
                width: plane.size.width, height: plane.size.height, coveredShare: plane.coveredShare)
        }
    }
}

extension AnswerRecord.BoxRecord {
    /// To a thousandth of a pixel.
    init(_ box: PixelBox) {
        func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
        self.init(
            top: rounded(box.top), left: rounded(box.left), bottom: rounded(box.bottom), right: rounded(box.right))
    }
}

extension AnswerRecord.ErrorRecord {
    init(_ error: PredictError) {
        code = error.code
        message = error.description
        endsRun = error.endsRun
        switch error {
        case .refused(let status), .unavailable(let status, _): statusCode = status.code?.rawValue
        default: break
        }
    }
}
