import ImagePrep

/// The bytes as the ICC profile of a JPEG of one block: gray, colour or ink, by the first byte.
func prepareWithProfile(_ input: [UInt8]) {
    guard let first = input.first, input.count < 65_000 else { return }
    // The seeds are whole files: what stands behind the identifier and its two counts is the profile.
    let profile = part(of: input) ?? Array(input.dropFirst())
    let file = oneBlock(componentCount: [1, 3, 4][Int(first) % 3], profile: profile)
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
