import Foundation
import ImagePrep
import Predict

/// The examples of docs/predict.md, word for word, so that they are known to compile; `DocumentationTests` compares them.
enum DocumentationExamples {
    static func classifyByURL() async throws {
        let client = try PredictClient(ClientConfiguration())
        let prediction = try await client.predict(
            .url("https://samples.clarifai.com/metro-north.jpg"), model: .generalImageRecognition)
        for concept in prediction.concepts {
            print(concept.name, concept.value)
        }
    }

    static func classifyBytes(_ client: PredictClient) async throws {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: "photo.jpg")))
        let prediction = try await client.predict(.image(bytes), model: .generalImageRecognition)
        print(prediction.concepts.map(\.name))
    }

    static func classifyFile(_ client: PredictClient) async throws {
        var options = PredictOptions()
        options.maxConcepts = 5
        options.minValue = 0.5
        let prediction = try await client.predict(.file("photo.jpg"), model: .generalImageRecognition, options: options)
        for concept in prediction.concepts {
            print(concept.name, concept.value)
        }
    }

    static func detect(_ client: PredictClient) async throws {
        let answers = try await client.predict([PredictInput.file("photo.jpg")], model: .generalImageDetection)
        for answer in answers {
            guard let picture = answer.picture else { continue }
            for region in try answer.get().regions {
                guard let concept = region.concepts.first, let box = region.box else { continue }
                print(concept.name, concept.value, box.pixels(in: picture.size), picture.storedPixels(of: box))
            }
        }
    }

    static func segment(_ client: PredictClient) async throws {
        let prediction = try await client.predict(.file("photo.jpg"), model: .imageGeneralSegmentation)
        for region in prediction.regions {
            guard let concept = region.concepts.first, let plane = try region.mask?.plane() else { continue }
            print(concept.name, concept.value, plane.size, plane.coveredShare, plane.isCovered(x: 0, y: 0))
        }
    }

    static func severalInputs(_ client: PredictClient) async throws {
        let inputs: [PredictInput] = [
            .file("first.jpg", id: "first"), .file("second.png", id: "second"),
            .fetched("https://samples.clarifai.com/metro-north.jpg", id: "third"),
        ]
        let answers = try await client.predict(inputs, model: .generalImageRecognition)
        for answer in answers {
            switch answer.outcome {
            case .success(let prediction): print(answer.id ?? "", prediction.concepts.map(\.name))
            case .failure(let error): print(answer.id ?? "", "failed:", error)
            }
        }
    }

    static func manyInputs(_ client: PredictClient, paths: [String]) async throws {
        let inputs = paths.lazy.map { PredictInput.file($0) }
        try await client.predict(inputs, model: .generalImageRecognition) { answer in
            print(answer.index, (try? answer.get())?.concepts.first?.name ?? "failed")
        }
    }

    static func ownModel(_ client: PredictClient) async throws {
        let model = try ModelReference(parsing: "https://clarifai.com/me/my-app/models/my-model").version("1a2b3c")
        var options = PredictOptions()
        options.parameters = ["threshold": 0.5]
        options.runner = .deployment(id: "my-deployment", userID: "me")
        let prediction = try await client.predict(.file("photo.jpg"), model: model, options: options)
        _ = prediction
    }
}
