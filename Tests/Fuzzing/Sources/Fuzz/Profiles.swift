import CLibFuzzer
import ImagePrep

/// The bytes as the ICC profile of a JPEG of one block, gray, colour or CMYK by the first byte, and of a PNG of 16 bits.
func prepareWithProfile(_ input: [UInt8]) {
    guard let first = input.first, input.count < 65_000 else { return }
    // The seeds are whole files: what stands behind the identifier and its two counts is the profile.
    let profile = part(of: input) ?? Array(input.dropFirst())
    let componentCount = [1, 3, 4][Int(first) % 3]
    if componentCount < 4 { checkPrepared(fourPixels(componentCount: componentCount, profile), widePNG) }
    let file = oneBlock(componentCount: componentCount, profile: profile)
    checkPrepared(file, ImagePreparer(options: smallLimits))
    var options = smallLimits
    options.color = .keep
    checkPrepared(file, ImagePreparer(options: options))
    options = smallLimits
    options.format = .png
    checkPrepared(file, ImagePreparer(options: options))
}

private func part(of file: [UInt8]) -> [UInt8]? {
    let identifier = Array("ICC_PROFILE\0".utf8)
    return file.indices.dropLast(14).first { file[$0] == identifier[0] && Array(file[$0..<$0 + 12]) == identifier }
        .map { Array(file[($0 + 14)...]) }
}

/// 8 x 8 pixels of no coefficient but 0.
private func oneBlock(componentCount: Int, profile: [UInt8]) -> [UInt8] {
    func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
    }
    let components = (1...componentCount).map(UInt8.init)
    let shortest = [1] + [UInt8](repeating: 0, count: 16)
    return [0xFF, 0xD8] + segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile)
        + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
        + segment(0xC0, [8, 0, 8, 0, 8, UInt8(componentCount)] + components.flatMap { [$0, 0x11, 0] })
        + segment(0xC4, [0x00] + shortest) + segment(0xC4, [0x10] + shortest)
        + segment(0xDA, [UInt8(componentCount)] + components.flatMap { [$0, 0] } + [0, 63, 0])
        // Two bits a block, and ones to the end of the byte.
        + [UInt8(0xFF >> (2 * componentCount)), 0xFF, 0xD9]
}

/// To a JPEG, so that the colours are converted whatever the profile says.
private let widePNG = {
    var options = smallLimits
    options.format = .jpeg
    return ImagePreparer(options: options)
}()

/// A PNG of 2 x 2 pixels.
private func fourPixels(componentCount: Int, _ profile: [UInt8]) -> [UInt8] {
    func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        let checked = Array(type.utf8) + payload
        return bigEndian(UInt32(payload.count)) + checked + bigEndian(fuzz_crc32(checked, checked.count))
    }
    let row: [UInt8] = [0] + (0..<4 * componentCount).map { UInt8(60 * $0 & 255) }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 16, componentCount == 1 ? 0 : 2, 0, 0, 0])
        + chunk("iCCP", [0x70, 0, 0] + stored(profile)) + chunk("IDAT", stored(row + row)) + chunk("IEND", [])
}

/// One stored block in a zlib stream.
private func stored(_ bytes: [UInt8]) -> [UInt8] {
    let (low, high) = (UInt8(bytes.count & 255), UInt8(bytes.count >> 8))
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
        a = (a + UInt32(byte)) % 65_521
        b = (b + a) % 65_521
    }
    let sum = [UInt8(b >> 8), UInt8(b & 255), UInt8(a >> 8), UInt8(a & 255)]
    return [0x78, 0x01, 1, low, high, ~low, ~high] + bytes + sum
}
