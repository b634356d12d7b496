/// One plane of 8-bit samples. A class, because an array cannot hold noncopyable values in Swift 6.3.
package final class Plane {
    package var buffer: PixelBuffer

    /// - Throws: `outOfMemory`.
    package init(_ size: PixelSize, endsRows: Bool = false) throws(ImagePrepError) {
        buffer = try PixelBuffer(size: size, channels: 1, bytesPerSample: 1, endsRows: endsRows)
    }

    package var size: PixelSize { buffer.size }
    package var rowBytes: Int { buffer.rowBytes }

    /// One sample; kernels and spans are the way to many.
    package subscript(x: Int, y: Int) -> UInt8 {
        get {
            precondition(x >= 0 && x < size.width && y >= 0 && y < size.height)
            return unsafe address(ofRow: y)[x]
        }
        set {
            precondition(x >= 0 && x < size.width && y >= 0 && y < size.height)
            unsafe address(ofRow: y)[x] = newValue
        }
    }

    /// Where a row begins, for a C kernel called at once.
    @unsafe func address(ofRow row: Int) -> UnsafeMutablePointer<UInt8> {
        let base = unsafe buffer.baseAddress.assumingMemoryBound(to: UInt8.self)
        return unsafe base + row * buffer.rowBytes
    }
}

/// A whole picture as planes, upright and of the size that is to be written: what is left to do is to encode it.
package struct Planes: ~Copyable {
    package let format: PlanarFormat
    /// One a component, of `format.planeSize(_:)`.
    package let planes: [Plane]

    /// Planes with nothing in them yet.
    ///
    /// - Throws: `outOfMemory`.
    package init(_ format: PlanarFormat, endsRows: Bool = false) throws(ImagePrepError) {
        self.format = format
        var planes: [Plane] = []
        for index in format.sampling.indices { planes.append(try Plane(format.planeSize(index), endsRows: endsRows)) }
        self.planes = planes
    }

    /// A plane's rows, one after the other, `rowBytes` apart.
    package func rowBytes(_ index: Int) -> Int { planes[index].rowBytes }
}
