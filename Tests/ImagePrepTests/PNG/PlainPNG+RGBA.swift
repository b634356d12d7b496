import ImagePrep

extension PlainPNG {
    /// The pixels as RGBA of 8 bits whatever the file keeps them as; of a transparent pixel nothing counts.
    var rgba: [[Int]] {
        (0..<width * height).map { index in
            let stored = Array(samples[index * channels..<(index + 1) * channels])
            let pixel: [Int] =
                switch colorType {
                case 0: [stored[0], stored[0], stored[0], 255]
                case 2: stored + [255]
                case 3:
                    palette[3 * stored[0]..<3 * stored[0] + 3].map { Int($0) }
                        + [stored[0] < transparency.count ? Int(transparency[stored[0]]) : 255]
                case 4: [stored[0], stored[0], stored[0], stored[1]]
                default: stored
                }
            return pixel[3] == 0 ? [0, 0, 0, 0] : pixel
        }
    }

    /// The upright pixels of what a file becomes as a PNG.
    static func rendered(
        _ file: [UInt8], _ change: (inout PrepareOptions) -> Void = { _ in }
    ) throws -> PlainPNG {
        var options = PrepareOptions()
        options.format = .png
        change(&options)
        return try PlainPNG(reading: try ImagePreparer(options: options).prepare(file).bytes)
    }

    /// This picture on a transparent canvas.
    func placed(x: Int, y: Int, width canvasWidth: Int, height canvasHeight: Int) -> [[Int]] {
        let pixels = rgba
        return (0..<canvasWidth * canvasHeight).map { index in
            let (column, row) = (index % canvasWidth - x, index / canvasWidth - y)
            guard (0..<width).contains(column), (0..<height).contains(row) else { return [0, 0, 0, 0] }
            return pixels[row * width + column]
        }
    }
}
