import ImagePrep
import Testing

struct OrientationTests {
    @Test(arguments: Orientation.allCases)
    func `an orientation and its inverse leave the size as it was`(orientation: Orientation) {
        let size = PixelSize(width: 40, height: 30)
        #expect(orientation.inverse.upright(orientation.upright(size)) == size)
        #expect(orientation.inverse.inverse == orientation)
    }
}
