import Predict
import Testing

struct ModelReferenceTests {
    @Test(arguments: [
        ("https://clarifai.com/clarifai/main/models/general-image-recognition", nil),
        ("https://clarifai.com/clarifai/main/models/general-image-recognition/versions/v1", "v1"),
        ("clarifai/main/models/general-image-recognition", nil),
        ("clarifai/main/models/general-image-recognition/versions/v1", "v1"),
        ("https://clarifai.com/clarifai/main/models/general-image-recognition/?tab=api#x", nil),
    ])
    func `a model is parsed from its address`(text: String, version: String?) throws {
        let model = try ModelReference(parsing: text)
        #expect(model.id == "general-image-recognition")
        #expect(model.userID == "clarifai")
        #expect(model.appID == "main")
        #expect(model.versionID == version)
    }

    @Test func `a documented model is known by its id alone`() throws {
        #expect(try ModelReference(parsing: "general-image-detection") == .generalImageDetection)
        #expect(try ModelReference(parsing: "my-model") == ModelReference(id: "my-model"))
    }

    @Test(arguments: [
        "", "/", "a/b", "a/b/models", "a/b/workflows/c", "a/b/models/c/versions", "https://clarifai.com/a",
    ])
    func `what names no model is an error that shows the forms`(text: String) {
        #expect(throws: PredictError.self) { try ModelReference(parsing: text) }
    }

    @Test func `a description is parsed back`() throws {
        let model = ModelReference.imageGeneralSegmentation.version("abc")
        #expect(try ModelReference(parsing: model.description) == model)
    }
}
