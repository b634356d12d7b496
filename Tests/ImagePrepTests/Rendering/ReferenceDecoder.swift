import Foundation
import ImagePrep

/// Samples of a picture in an array, and the turning and comparing that tests hold the library against.
struct ReferenceImage: Equatable {
    var width: Int
    var height: Int
    var channels: Int
    var samples: [UInt8]

    subscript(x: Int, y: Int, channel: Int) -> UInt8 { samples[(y * width + x) * channels + channel] }

    /// Every sample put where Exif's words put it.
    func oriented(_ orientation: Orientation) -> ReferenceImage {
        let swaps = orientation.swapsAxes
        var result = ReferenceImage(
            width: swaps ? height : width, height: swaps ? width : height, channels: channels, samples: [])
        result.samples.reserveCapacity(samples.count)
        for y in 0..<result.height {
            for x in 0..<result.width {
                let (storedX, storedY) = stored(x, y, orientation)
                for channel in 0..<channels { result.samples.append(self[storedX, storedY, channel]) }
            }
        }
        return result
    }

    /// Where the upright pixel at x, y is stored: row 0 and column 0 are the sides that Exif names.
    private func stored(_ x: Int, _ y: Int, _ orientation: Orientation) -> (Int, Int) {
        switch orientation {
        case .upright: (x, y)
        case .flipHorizontally: (width - 1 - x, y)
        case .rotate180: (width - 1 - x, height - 1 - y)
        case .flipVertically: (x, height - 1 - y)
        case .transpose: (y, x)
        case .rotate90: (y, height - 1 - x)
        case .transverse: (width - 1 - y, height - 1 - x)
        case .rotate270: (width - 1 - y, x)
        }
    }

    /// Peak signal to noise in decibels; infinite where both are equal.
    func psnr(to other: ReferenceImage) -> Double {
        guard (width, height, channels) == (other.width, other.height, other.channels) else { return 0 }
        var sum = 0
        for (mine, theirs) in zip(samples, other.samples) {
            let difference = Int(mine) - Int(theirs)
            sum += difference * difference
        }
        return sum == 0 ? .infinity : 10 * log10(255 * 255 * Double(samples.count) / Double(sum))
    }
}

/// libjpeg-turbo's own decoder as a program.
enum ReferenceDecoder {
    static let path = ["/usr/bin/djpeg", "/opt/homebrew/bin/djpeg", "/usr/local/bin/djpeg"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    static var isThere: Bool { path != nil }

    /// nil where djpeg refuses the picture.
    static func decode(_ bytes: [UInt8], arguments: [String] = []) throws -> ReferenceImage? {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jpg")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: path ?? "djpeg")
        process.arguments = arguments + ["-pnm", file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 1 ? nil : ReferenceImage(portableMap: [UInt8](data))
    }
}

extension ReferenceImage {
    /// A binary PGM or PPM of 8 bits.
    init?(portableMap bytes: [UInt8]) {
        let fields = bytes.prefix(64).split(whereSeparator: { $0 == 0x0A || $0 == 0x20 })
        guard fields.count >= 4, let kind = String(bytes: fields[0], encoding: .ascii),
            let width = Int(String(decoding: fields[1], as: UTF8.self)),
            let height = Int(String(decoding: fields[2], as: UTF8.self))
        else { return nil }
        let channels = kind == "P6" ? 3 : 1
        let start = fields[3].endIndex + 1
        guard bytes.count == start + width * height * channels else { return nil }
        self.init(width: width, height: height, channels: channels, samples: Array(bytes[start...]))
    }
}
