import Foundation
import Predict
import Testing

struct DecodingTests {
    private func output(_ text: String) throws -> PredictResponse.Output {
        let body = #"{"status":{"code":10000},"outputs":[{"status":{"code":10000},"data":\#(text)}]}"#
        return try #require(try ResponseDecoder().decode(Array(body.utf8), httpStatus: 200).outputs.first)
    }

    @Test func `concepts keep their order, and a value left out is zero`() throws {
        let prediction = try output(#"{"concepts":[{"id":"1","name":"b","value":0.25},{"name":"a"}]}"#).prediction
        #expect(prediction?.concepts == [Concept(id: "1", name: "b", value: 0.25), Concept(name: "a", value: 0)])
    }

    @Test(arguments: [
        (#"{"top_row":0.25,"left_col":0.5,"bottom_row":0.75,"right_col":1}"#, [0.25, 0.5, 0.75, 1]),
        (#"{"bottom_row":0.75}"#, [0, 0, 0.75, 0]),
        (#"{}"#, [0, 0, 0, 0]),
        (#"{"top_row":"0.5","left_col":"NaN","right_col":null,"bottom_row":[1]}"#, [0.5, 0, 0, 0]),
    ])
    func `a box has zeros where the service left them out`(box: String, edges: [Double]) throws {
        let region = try #require(
            try output(#"{"regions":[{"region_info":{"bounding_box":\#(box)}}]}"#).prediction?.regions.first)
        let found = try #require(region.box)
        #expect([found.top, found.left, found.bottom, found.right] == edges)
    }

    @Test func `a region has concepts, a value and a mask's file`() throws {
        let text = """
            {"regions":[{"id":"r","value":0.5,"track_id":"x","region_info":{"mask":{"image":{"base64":"AQID"}},"polygon":{}},
            "data":{"concepts":[{"name":"sky","value":0.5}],"regions":[{}]}}]}
            """
        let region = try #require(try output(text).prediction?.regions.first)
        #expect(region.id == "r")
        #expect(region.concepts == [Concept(name: "sky", value: 0.5)])
        #expect(region.mask == Mask(file: [1, 2, 3]))
        #expect(region.box == nil)
    }

    @Test(arguments: [
        ("10000", 10000), ("\"10000\"", 10000), ("\"SUCCESS\"", 10000), ("\"CONN_THROTTLED\"", 11005),
        ("\"MODEL_DEPLOYING\"", 21351), ("\"INPUT_DOWNLOAD_FAILED\"", 30002), ("77777", 77777),
    ])
    func `a status code is a number or a name`(code: String, number: Int) throws {
        let body = #"{"status":{"code":\#(code),"req_id":"r","details":"d"}}"#
        let response = try ResponseDecoder().decode(Array(body.utf8), httpStatus: 200)
        #expect(response.status.code == StatusCode(rawValue: number))
        #expect(response.status.requestID == "r")
        #expect(response.outputs.isEmpty)
    }

    @Test func `an output that makes no sense keeps its place and loses no other`() throws {
        let body = """
            {"status":{"code":10000},"outputs":[{"status":{"code":10000}},17,{"data":{"concepts":"?"}},
            {"status":{"code":10000},"data":{"concepts":[3,{"name":"a","value":1}]}}]}
            """
        let outputs = try ResponseDecoder().decode(Array(body.utf8), httpStatus: 200).outputs
        #expect(outputs.map { $0.prediction == nil } == [false, true, true, false])
        #expect(outputs[3].prediction?.concepts == [Concept(name: "a", value: 1)])
    }

    @Test func `the version that answered and the echoed id are kept`() throws {
        let body = """
            {"status":{"code":10000},"outputs":[{"id":"o","status":{"code":10000},"created_at":"2025-02-28T09:41:55.568082659Z",
            "model":{"id":"m","model_version":{"id":"v","visibility":{"gettable":50}}},
            "input":{"id":"i","data":{"image":{"url":"x","base64":"dHJ1ZQ=="}}}}]}
            """
        let prediction = try ResponseDecoder().decode(Array(body.utf8), httpStatus: 200).outputs.first?.prediction
        #expect(prediction?.modelVersionID == "v")
        #expect(prediction?.inputID == "i")
        #expect(prediction?.outputID == "o")
    }

    @Test(arguments: [
        "", "<html>", "[]", "17", "{}", #"{"status":7}"#, #"{"status":{"code":1}"#, "\u{FEFF}",
        "{\"status\":{\"code\":1e999}",
    ])
    func `what is no answer is an error and never a crash`(text: String) {
        #expect(throws: PredictError.self) { try ResponseDecoder().decode(Array(text.utf8), httpStatus: 200) }
    }

    @Test func `every prefix of an answer is an error and never a crash`() {
        let body = Array(#"{"status":{"code":10000},"outputs":[{"data":{"regions":[{"value":0.5e0}]}}]}"#.utf8)
        for count in 0..<body.count {
            #expect(throws: PredictError.self) { try ResponseDecoder().decode(Array(body[..<count]), httpStatus: 200) }
        }
    }

    @Test func `an answer that nests deeply is an error and never a crash`() {
        let body = Array(String(repeating: #"{"status":{"code":1},"outputs":["#, count: 100_000).utf8)
        #expect(throws: PredictError.self) { try ResponseDecoder().decode(body, httpStatus: 200) }
    }
}
