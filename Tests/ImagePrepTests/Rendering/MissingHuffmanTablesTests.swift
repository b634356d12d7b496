import ImagePrep
import Testing

struct MissingHuffmanTablesTests {
    /// Whatever the worker rendered before, with tables of its own.
    @Test(
        arguments: [ImageFormat.jpeg, .png],
        [
            "jpeg/optimized-420-odd-o6.jpg", "jpeg/optimized-420-odd-o1.jpg", "jpeg/progressive-420-odd-o6.jpg",
        ])
    func `a file without Huffman tables takes those of annex K and no others`(
        format: ImageFormat, before: String
    ) throws {
        var options = PrepareOptions()
        options.format = format == .jpeg ? .jpeg : .png
        options.maxDimension = 20
        let preparer = ImagePreparer(options: options)
        let bare = try Fixture.named("hostile/no-dht.jpg")
        let alone = try preparer.prepare(bare)
        let workspace = Workspace()
        _ = try preparer.prepare(Fixture.named(before), using: workspace)
        #expect(try preparer.prepare(bare, using: workspace).bytes == alone.bytes)
    }
}
