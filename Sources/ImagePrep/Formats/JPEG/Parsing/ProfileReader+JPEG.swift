extension ProfileReader {
    /// By its ICC segments, or by its Exif data where there are none.
    package func read(_ input: Span<UInt8>, _ structure: JPEGStructure, _ model: ColorModel) throws(ImagePrepError)
        -> ProfileReading
    {
        guard structure.iccParts.isEmpty else {
            let (parts, profile): ([Range<Int>], [UInt8])
            do throws(ProfileFault) {
                parts = try ordered(input, structure.iccParts)
                profile = try assemble(input, parts)
            } catch {
                return ProfileReading(brokenProfile: error.reason)
            }
            var reading = ProfileReading(iccProfile: profile, try color(of: profile, for: model))
            if !reading.iccProfile.isEmpty { reading.iccParts = parts }
            if parts.count < structure.iccParts.count { reading.warnings.append(repeated(input, structure.iccParts)) }
            return reading
        }
        for payload in structure.exifPayloads {
            guard let exif = ExifTags(input, payload: payload) else { continue }
            return ProfileReading(impliedColor(exif, model))
        }
        return ProfileReading()
    }

    /// The parts in the order of their numbers: each segment holds its number, from 1, and the count of all. Where whole
    /// profiles are there, in one part each, the first of them counts.
    ///
    /// Source: ICC.1:2022, annex B.4.
    private func ordered(_ input: Span<UInt8>, _ parts: [Range<Int>]) throws(ProfileFault) -> [Range<Int>] {
        func isWhole(_ part: Range<Int>) -> Bool {
            input[part.lowerBound + 12] == 1 && input[part.lowerBound + 13] == 1
        }
        if parts.allSatisfy(isWhole) { return Array(parts.prefix(1)) }
        var ordered = [Range<Int>?](repeating: nil, count: parts.count)
        for part in parts {
            let (number, count) = (Int(input[part.lowerBound + 12]), Int(input[part.lowerBound + 13]))
            guard count == parts.count else {
                throw ProfileFault("a part says that there are \(count) of them, and \(parts.count) are there")
            }
            guard (1...count).contains(number), ordered[number - 1] == nil else {
                throw ProfileFault("part \(number) of \(count) is there twice or out of range")
            }
            ordered[number - 1] = part
        }
        return ordered.compactMap(\.self)
    }

    private func assemble(_ input: Span<UInt8>, _ parts: [Range<Int>]) throws(ProfileFault) -> [UInt8] {
        let byteCount = parts.reduce(0) { $0 + $1.count - 14 }
        guard byteCount <= limits.metadataBytes else {
            throw ProfileFault("it has \(byteCount) bytes, more than the limit of \(limits.metadataBytes)")
        }
        return [UInt8](capacity: byteCount) { profile in
            for part in parts { for index in part.dropFirst(14) { profile.append(input[index]) } }
        }
    }

    private func repeated(_ input: Span<UInt8>, _ parts: [Range<Int>]) -> String {
        let isSame = parts.allSatisfy { part in
            part.count == parts[0].count && zip(part, parts[0]).allSatisfy { input[$0] == input[$1] }
        }
        return isSame
            ? "The same colour profile is there \(parts.count) times."
            : "There are \(parts.count) whole colour profiles that differ; the first counts."
    }

    /// Exif alone: a colour space of 2 says Adobe RGB, as some cameras have it; an "uncalibrated" one and an
    /// interoperability index of R03 do together, as DCF 2.0 has it, and either alone says nothing that can be relied on.
    private func impliedColor(_ exif: ExifTags, _ model: ColorModel) -> SourceColor {
        let isUncalibratedR03 = exif.colorSpace == 65_535 && exif.interoperabilityIndex == "R03"
        guard exif.colorSpace == 2 || isUncalibratedR03 else { return .untagged }
        switch model {
        case .yCbCr, .rgb: return .adobeRGB
        case .gray: return .grayOrSRGB(.gamma(563.0 / 256), name: "Adobe RGB (1998)")
        case .cmyk, .ycck, .grayAlpha, .rgba, .palette: return .untagged
        }
    }
}

extension SourceColor {
    /// Adobe RGB (1998), whose gamma is 2 and 51/256.
    package static let adobeRGB: SourceColor =
        MatrixShaperProfile(.adobeRGB, curve: .gamma(563.0 / 256), name: "Adobe RGB (1998)").map { .matrix($0) }
        ?? .untagged
}
