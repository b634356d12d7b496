import ImagePrep
import Testing

struct DecodingBreachTests {
    /// A turn that no blocks can make says nothing of the data.
    @Test(arguments: Fixture.preparable("jpeg", "jpeg").filter { $0.file.contains("/420-") })
    func `what lies turned is decoded as it is stored`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes
        #expect(ImagePreparer().decodingBreaches(of: bytes.span).isEmpty)
    }

    @Test func `rows that are missing behind a changed height are found`() throws {
        var bytes = try Fixture.named("jpeg/420-mcu-o1.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes[frame + 5] += 1
        #expect(!ImagePreparer().decodingBreaches(of: bytes.span).isEmpty)
    }
}
