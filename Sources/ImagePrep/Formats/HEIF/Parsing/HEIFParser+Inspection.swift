#if HEIF
/// From what was read to what the picture is.
extension HEIFParser {
    mutating func inspection(_ input: Span<UInt8>, primary: Int) throws(ImagePrepError) -> Inspection {
        let chain = try resolved(primary)
        let coded = chain[chain.count - 1]
        let picture = try picture(input, of: coded)
        try checkEssential(of: chain)
        var transforms = HEIFTransforms(picture.size)
        for id in chain.reversed() {
            for property in properties(of: id) { try transforms.apply(property, input) }
        }
        let alpha = try alpha(input, of: chain, picture)
        let speaking = chain + targets(.dimg, of: coded).prefix(1)
        let stated = try statedColor(input, of: speaking)
        var structure = HEIFStructure(
            picture: picture, alpha: alpha?.picture, meaning: try meaning(stated.codes, picture.stream),
            crop: transforms.crop)
        if let alpha { try readAlphaMeaning(input, alpha, of: chain, &structure) }
        var used = Set(chain + (alpha?.items ?? []))
        for id in used { used.formUnion(targets(.dimg, of: id)) }
        noteMetadata(input, used: used, stated)
        let coloring = try coloring(
            input, stated, structure.meaning, structure.colorModel, peak: peak(input, of: speaking))
        if case .highDynamicRange = coloring.color { structure.isHighDynamicRange = true }
        return inspection(input, structure, coloring, transforms, chain)
    }

    /// A property that a reader has to know may change what is shown.
    private func checkEssential(of ids: [Int]) throws(ImagePrepError) {
        let known: Set<BoxType> = [
            .ispe, .pixi, .colr, .clap, .irot, .imir, .auxC, .hvcC, .av1C, .a1op, .lsel, .clli, .mdcv, BoxType("pasp"),
            BoxType("a1lx"), BoxType("amve"), BoxType("cclv"), BoxType("rloc"),
        ]
        for id in ids {
            for (index, isEssential) in items[id]?.properties ?? [] where isEssential {
                guard properties.indices.contains(index - 1) else {
                    throw .malformed("a picture with a property \(index) that is not there")
                }
                guard known.contains(properties[index - 1].type) else {
                    throw .unsupported(
                        feature: "A HEIF picture with the essential property \(properties[index - 1].type)",
                        advice: "convert it first")
                }
            }
        }
    }

    private func readAlphaMeaning(
        _ input: Span<UInt8>, _ alpha: (picture: HEIFPicture, items: [Int]), of chain: [Int],
        _ structure: inout HEIFStructure
    ) throws(ImagePrepError) {
        let codes = try statedColor(input, of: alpha.items).codes
        // Of alpha without a word nobody stretches the range.
        structure.isAlphaFullRange = (codes ?? alpha.picture.stream.meaning)?.isFullRange ?? true
        structure.isPremultiplied = chain.contains { id in
            targets(.prem, of: id).contains { alpha.items.contains($0) }
        }
    }

    private func inspection(
        _ input: Span<UInt8>, _ structure: HEIFStructure, _ coloring: ProfileReading, _ transforms: HEIFTransforms,
        _ chain: [Int]
    ) -> Inspection {
        var (structure, warnings) = (structure, warnings)
        let found = orientation(input, transforms, chain, &structure, &warnings)
        if hasSequence {
            warnings.append("An image sequence or a video is in the file; only the still picture is taken.")
        }
        return Inspection(
            byteCount: input.count, storedSize: structure.crop.size, orientation: found?.orientation ?? .upright,
            orientationSource: found?.source, bitDepth: structure.picture.stream.depth,
            colorModel: structure.colorModel,
            profile: coloring.embeddedProfile, metadata: metadata, warnings: warnings + coloring.warnings,
            file: structure, coloring: coloring)
    }

    // MARK: - Orientation

    /// Any rotation or mirroring of the picture decides, also one by nothing; only without one its Exif does. So the standard has
    /// it (ISO/IEC 23000-22, 7.3.10.1) where there is one; where there is none it says upright, and cameras do not keep to that.
    private func orientation(
        _ input: Span<UInt8>, _ transforms: HEIFTransforms, _ chain: [Int], _ structure: inout HEIFStructure,
        _ warnings: inout [String]
    ) -> OrientationSearch.Found? {
        let exif = exif(input, of: chain, &structure, &warnings)
        for id in items.keys.sorted() where items[id]?.contentType == "application/rdf+xml" {
            guard let payload = items[id]?.extents.first, targets(.cdsc, of: id).contains(where: chain.contains) else {
                continue
            }
            let counting = transforms.decidesOrientation ? transforms.orientation : exif?.orientation
            XMPOrientation.compare(input, payload, with: counting, &warnings)
        }
        guard transforms.decidesOrientation else { return exif }
        if let exif, exif.orientation != transforms.orientation {
            warnings.append(
                "The rotation in the file (irot, imir) says \(transforms.orientation.rawValue), its Exif \(exif.orientation.rawValue); the rotation decides."
            )
        }
        return OrientationSearch.Found(orientation: transforms.orientation, source: "irot and imir")
    }

    /// Of the Exif items that describe the picture; where none says what it describes, of all.
    private func exif(
        _ input: Span<UInt8>, of chain: [Int], _ structure: inout HEIFStructure, _ warnings: inout [String]
    ) -> OrientationSearch.Found? {
        let all = items.keys.sorted().filter { items[$0]?.type == .exif }
        let tied = all.filter { targets(.cdsc, of: $0).contains(where: chain.contains) }
        for id in tied.isEmpty ? all.filter({ targets(.cdsc, of: $0).isEmpty }) : tied {
            guard let item = items[id], let first = item.extents.first else { continue }
            if item.extents.count == 1 {
                structure.exifPayloads.append(Self.payload(of: first, input))
                continue
            }
            // What is in pieces has no place of its own in the file.
            let bytes = HEIFTile(extents: item.extents, configuration: 0..<0).joined(input) ?? []
            let payload = Self.payload(of: 0..<bytes.count, bytes.span)
            return OrientationSearch.exif(bytes.span, payloads: [payload], source: "Exif", &warnings)
        }
        return OrientationSearch.exif(input, payloads: structure.exifPayloads, source: "Exif", &warnings)
    }

    /// Behind four bytes that say how far behind them the structure begins. Source: ISO/IEC 23008-12:2022, A.2.1.
    private static func payload(of range: Range<Int>, _ input: Span<UInt8>) -> Range<Int> {
        guard let offset = input.bigEndian32(at: range.lowerBound), range.count >= 4 else { return range.prefix(0) }
        let payload = range.dropFirst(4 + offset)
        return input.hasBytes("Exif\0\0", at: payload.lowerBound) && payload.count > 6 ? payload.dropFirst(6) : payload
    }
}

extension HEIFStructure {
    package var colorModel: ColorModel {
        if picture.stream.chroma == .none { return alpha == nil ? .gray : .grayAlpha }
        return alpha == nil ? (meaning.matrix == 0 ? .rgb : .yCbCr) : .rgba
    }
}
#endif
