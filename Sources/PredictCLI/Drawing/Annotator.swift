internal import Foundation
internal import ImagePrep
internal import Predict

/// Saves annotated copies of what was sent into a folder.
final class Annotator {
    private let folder: URL
    private var usedNames: Set<String> = []

    init(folder: String) throws(CannotWrite) {
        self.folder = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        } catch {
            throw CannotWrite(what: folder)
        }
    }

    /// Draws what was answered; where the picture cannot be drawn on, the record gets a note that says so.
    func save(_ answer: PredictAnswer, name: String, notingIn record: inout AnswerRecord) throws(CannotWrite) {
        guard case .success(let prediction) = answer.outcome else { return }
        guard let image = answer.image else {
            record.notes = (record.notes ?? []) + ["There is no annotated copy: the picture was sent by its address."]
            return
        }
        let isJPEG = image.starts(with: [0xFF, 0xD8])
        let file: [UInt8]
        do {
            let picture = try annotated(image, prediction)
            file = try isJPEG ? picture.encodedJPEG(quality: 90) : picture.encodedPNG()
        } catch {
            record.notes = (record.notes ?? []) + ["There is no annotated copy: \(error)"]
            return
        }
        let target = folder.appending(path: unusedName(for: name) + (isJPEG ? ".jpg" : ".png"))
        do {
            try Data(file).write(to: target, options: .atomic)
        } catch {
            throw CannotWrite(what: target.path)
        }
    }

    private func annotated(_ image: [UInt8], _ prediction: Prediction) throws(ImagePrepError) -> DecodedImage {
        let decoded = try DecodedImage(decoding: image.span).withThreeChannels
        let picture = decoded.enlarged(by: Annotation.enlargement(of: decoded.size, for: prediction))
        var annotation = Annotation(on: Canvas(size: picture.size, samples: picture.samples))
        let canvas = annotation.draw(prediction)
        return DecodedImage(size: canvas.size, channels: 3, samples: canvas.samples)
    }

    /// The last part of the input's name without its extension; with a number where another input has it too.
    private func unusedName(for name: String) -> String {
        let last = name.split(separator: "/").last.map(String.init) ?? "input"
        let path = last.prefix { $0 != "?" && $0 != "#" }
        let stem = path.lastIndex(of: ".").map { path[..<$0] } ?? path
        let base = stem.isEmpty || stem == "-" ? "input" : String(stem)
        var candidate = base
        var number = 2
        while !usedNames.insert(candidate.lowercased()).inserted {
            candidate = "\(base)-\(number)"
            number += 1
        }
        return candidate
    }
}

extension DecodedImage {
    /// Gray as three equal channels.
    var withThreeChannels: DecodedImage {
        guard channels == 1 else { return self }
        return DecodedImage(size: size, channels: 3, samples: samples.flatMap { [$0, $0, $0] })
    }

    /// Each pixel as a square of `factor` times `factor`; there must be three channels.
    func enlarged(by factor: Int) -> DecodedImage {
        guard factor > 1 else { return self }
        let size = PixelSize(width: size.width * factor, height: size.height * factor)
        var samples: [UInt8] = []
        samples.reserveCapacity(size.pixelCount * 3)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let pixel = (y / factor * self.size.width + x / factor) * 3
                samples += self.samples[pixel..<pixel + 3]
            }
        }
        return DecodedImage(size: size, channels: 3, samples: samples)
    }
}
