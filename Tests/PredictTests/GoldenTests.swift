import Foundation
import Predict
import Testing

/// Messages made by the official client's classes, where they lie beside the checkout.
@Suite(.enabled(if: MockServer.isThere, "the golden messages are not beside the checkout"))
struct GoldenTests {
    private static let folder = MockServer.folder.appending(path: "golden")
    private static let url = "https://samples.clarifai.com/metro-north.jpg"

    private static func request(_ name: String) throws -> [String: Any] {
        let text = try Data(contentsOf: folder.appending(path: "\(name).request.json"))
        return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    }

    /// As golden requests have it: model and owner in the body instead of the path, concepts' value of 0 left out.
    private func sent(
        _ inputs: [PredictInput], _ model: ModelReference, _ options: PredictOptions
    ) async throws -> NSDictionary {
        let service = FakeService()
        _ = try await makeClient(service).predict(inputs, model: model, options: options)
        let received = try #require(service.received.first)
        var body = try #require(try JSONSerialization.jsonObject(with: Data(received.body)) as? [String: Any])
        let path = try #require(URLComponents(string: received.url)).path.split(separator: "/").map(String.init)
        #expect(path.count == 8 || path.count == 10)
        body["user_app_id"] = ["user_id": path[2], "app_id": path[4]]
        body["model_id"] = path[6]
        if path.count == 10 { body["version_id"] = path[8] }
        return body as NSDictionary
    }

    private func golden(_ name: String) throws -> NSDictionary {
        var body = try Self.request(name)
        guard var model = body["model"] as? [String: Any], var info = model["output_info"] as? [String: Any],
            var config = info["output_config"] as? [String: Any]
        else { return body as NSDictionary }
        config["select_concepts"] = (config["select_concepts"] as? [[String: Any]])?.map { concept in
            concept.filter { $0.key != "value" }
        }
        info["output_config"] = config
        model["output_info"] = info
        body["model"] = model
        return body as NSDictionary
    }

    private func goldenImage(_ name: String) throws -> [UInt8] {
        let inputs = try #require(try Self.request(name)["inputs"] as? [[String: Any]])
        let data = try #require((inputs[0]["data"] as? [String: Any])?["image"] as? [String: String])
        let text = try #require(data["base64"])
        return [UInt8](try #require(Data(base64Encoded: text)))
    }

    @Test func `requests equal those of the official classes`() async throws {
        let model = ModelReference.generalImageRecognition
        let plain = PredictOptions()
        #expect(try await sent([.url(Self.url)], model, plain) == golden("url"))
        #expect(try await sent([.asIs(goldenImage("bytes"))], model, plain) == golden("bytes"))
        let version = model.version("aa7f35c01e0642fda5cf400f543e7c40")
        #expect(try await sent([.url(Self.url)], version, plain) == golden("versioned"))
        let two: [PredictInput] = [.asIs(try goldenImage("two_inputs_with_ids"), id: "a"), .url(Self.url, id: "b")]
        #expect(try await sent(two, model, plain) == golden("two_inputs_with_ids"))
    }

    @Test func `options equal those of the official classes`() async throws {
        let model = ModelReference.generalImageRecognition
        var config = PredictOptions()
        config.maxConcepts = 3
        config.minValue = 0.5
        var selecting = config
        selecting.selectConcepts = [.name("train"), .id("ai_6kTjGfF6")]
        #expect(try await sent([.url(Self.url)], model, selecting) == golden("output_config_docs_place"))
        config.outputConfigPlace = .modelVersion
        #expect(try await sent([.url(Self.url)], model, config) == golden("output_config_sdk_place"))
        var parameters = PredictOptions()
        parameters.parameters = ["threshold": 0.5]
        #expect(try await sent([.url(Self.url)], model, parameters) == golden("inference_params"))
        var runner = PredictOptions()
        runner.runner = .deployment(id: "dep-1", userID: "me")
        #expect(try await sent([.url(Self.url)], model, runner) == golden("deployment"))
        runner.runner = .nodepool(id: "np-1", computeClusterID: "cc-1", userID: "me")
        #expect(try await sent([.url(Self.url)], model, runner) == golden("nodepool"))
    }

    @Test(arguments: [
        "classification", "detection", "segmentation", "mixed", "deploying", "throttled", "zero_box_fields",
    ])
    func `answers with and without their zeros decode to the same`(name: String) throws {
        func decoded(_ suffix: String) throws -> PredictResponse {
            let file = Self.folder.appending(path: "\(name).response\(suffix)")
            return try ResponseDecoder().decode([UInt8](Data(contentsOf: file)), httpStatus: 200)
        }
        let response = try decoded(".json")
        #expect(try decoded(".plain.json") == response)
        #expect(response.status.code != nil)
        #expect(response.outputs.isEmpty == ["deploying", "throttled"].contains(name))
    }
}
