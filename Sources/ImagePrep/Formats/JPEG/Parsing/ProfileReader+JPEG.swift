extension ProfileReader {
    /// By its ICC segments, or by its Exif data where there are none.
    package func read(_ input: Span<UInt8>, _ structure: JPEGStructure, _ model: ColorModel) throws(ImagePrepError)
        -> ProfileReading
    {
        guard structure.iccParts.isEmpty else {
            let profile: [UInt8]
            do throws(ProfileFault) {
                profile = try assemble(input, structure.iccParts)
            } catch {
                return ProfileReading(brokenProfile: error.reason)
            }
            return ProfileReading(iccProfile: profile, try color(of: profile, for: model))
        }
        for payload in structure.exifPayloads {
            guard let exif = ExifTags(input, payload: payload) else { continue }
            return ProfileReading(impliedColor(exif, model))
        }
        return ProfileReading()
    }

    /// Puts the parts in the order of their numbers: each segment holds its number, from 1, and the count of all.
    ///
    /// Source: ICC.1:2022, annex B.4.
    private func assemble(_ input: Span<UInt8>, _ parts: [Range<Int>]) throws(ProfileFault) -> [UInt8] {
        var ordered = [Range<Int>?](repeating: nil, count: parts.count)
        var byteCount = 0
        for part in parts {
            let (number, count) = (Int(input[part.lowerBound + 12]), Int(input[part.lowerBound + 13]))
            guard count == parts.count else {
                throw ProfileFault("a part says that there are \(count) of them, and \(parts.count) are there")
            }
            guard (1...count).contains(number), ordered[number - 1] == nil else {
                throw ProfileFault("part \(number) of \(count) is there twice or out of range")
            }
            ordered[number - 1] = part.dropFirst(14)
            byteCount += part.count - 14
        }
        guard byteCount <= limits.metadataBytes else {
            throw ProfileFault("it has \(byteCount) bytes, more than the limit of \(limits.metadataBytes)")
        }
        return [UInt8](capacity: byteCount) { profile in
            for part in ordered { for index in part ?? 0..<0 { profile.append(input[index]) } }
        }
    }

    /// Exif alone: an "uncalibrated" colour space and an interoperability index of R03 say Adobe RGB, as DCF 2.0 has it;
    /// either of them alone says nothing that can be relied on.
    private func impliedColor(_ exif: ExifTags, _ model: ColorModel) -> SourceColor {
        guard exif.colorSpace == 65_535, exif.interoperabilityIndex == "R03" else { return .untagged }
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
        MatrixProfile(.adobeRGB, curve: .gamma(563.0 / 256), name: "Adobe RGB (1998)").map { .matrix($0) } ?? .untagged
}
