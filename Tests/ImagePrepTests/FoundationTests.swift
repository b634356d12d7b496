import Foundation
import ImagePrep
import ImagePrepFoundation
import Testing

struct FoundationTests {
    private let photo = Checkout.fixtures.appending(path: "jpeg/420-mcu-o6.jpg")

    @Test func `data and files give what bytes give`() async throws {
        let bytes = try Checkout.bytes(photo)
        let expected = try await ImagePreparer().prepare(bytes).bytes
        #expect(try await ImagePreparer().prepare(Data(bytes)).bytes == expected)
        #expect(try await ImagePreparer().prepare(contentsOf: photo).bytes == expected)
        #expect(try synchronously(bytes) == expected)
    }

    @Test func `an image is written in the place of what was there`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "imageprep-test-\(UUID().uuidString).jpg")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data([1, 2, 3]).write(to: file)
        let image = try await ImagePreparer().prepare(contentsOf: photo)
        try image.write(to: file)
        #expect(try Data(contentsOf: file) == image.data)
    }

    @Test func `a missing file is Foundation's error`() async {
        await #expect(throws: CocoaError.self) {
            try await ImagePreparer().prepare(contentsOf: photo.appending(path: "nothing"))
        }
    }

    private func synchronously(_ bytes: [UInt8]) throws -> [UInt8] {
        try ImagePreparer().prepare(Data(bytes)).bytes
    }
}
