import ImagePrep
import Testing

struct SmallestSizeTests {
    /// What the error says is the fewest bytes that were reached; one more is a budget that they are under.
    @Test(arguments: ["jpeg/420-odd-o6.jpg", "jpeg/444-mcu-o1.jpg", "jpeg/gray-mcu-o6.jpg"], [nil, 16])
    func `the fewest bytes that are told are within reach`(name: String, minDimension: Int?) throws {
        let file = try Fixture.named(name)
        var options = PrepareOptions()
        (options.minDimension, options.maxBytes) = (minDimension, 100)
        guard case .failure(.budgetUnreachable(100, let smallest)) = outcome(file, options) else {
            Issue.record("100 bytes were enough")
            return
        }
        for maxBytes in [smallest + 1, smallest + smallest / 200, smallest + smallest / 100] {
            options.maxBytes = maxBytes
            let image = try outcome(file, options).get()
            #expect(image.bytes.count < maxBytes)
        }
        options.maxBytes = smallest
        guard case .failure(.budgetUnreachable) = outcome(file, options) else {
            Issue.record("fewer than \(smallest) bytes were reached")
            return
        }
    }

    private func outcome(_ file: [UInt8], _ options: PrepareOptions) -> Result<PreparedImage, ImagePrepError> {
        Result { () throws(ImagePrepError) in try ImagePreparer(options: options).prepare(file) }
    }
}
