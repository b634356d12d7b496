extension Verifier {
    func breaches(
        _ inspection: Inspection, _ structure: PNGStructure, _ file: Span<UInt8>, in context: PreparationContext
    ) -> [Breach] {
        let colors: PNGColorChunks
        do {
            colors =
                allowsProfile
                ? try PNGColorChunks(of: structure, in: file, limits: options.inputLimits) : PNGColorChunks()
        } catch {
            return [Breach(code: error.code, description: error.description)]
        }
        var breaches = chunkBreaches(structure, file, colors)
        if !structure.trailing.isEmpty, let item = inspection.metadata.last {
            let description =
                "It carries \(item.byteCount.formattedByteCount) of \(item.kind.displayName) behind its end."
            breaches.append(Breach(code: item.kind.rawValue, description: description))
        }
        if structure.endOfImage == nil {
            breaches.append(Breach(code: "truncated", description: "Its end chunk (IEND) is missing."))
        }
        return breaches + imageDataBreaches(structure, file, colors, breaches, context)
    }

    private func chunkBreaches(
        _ structure: PNGStructure, _ file: Span<UInt8>, _ colors: PNGColorChunks
    ) -> [Breach] {
        var breaches: [Breach] = []
        for (index, chunk) in structure.chunks.enumerated() where chunk.metadata != nil && !colors.contains(index) {
            let description = "It carries the chunk \(chunk.type) of \(chunk.range.count.formattedByteCount)."
            breaches.append(Breach(code: chunk.type.description, description: description))
            guard !chunk.isCRCValid else { continue }
            breaches.append(Breach(code: "crc", description: "The checksum of its \(chunk.type) chunk is wrong."))
        }
        let changed =
            colors.kept.filter { $0.rewritten != nil }.map { structure.chunks[$0.index] }
            + structure.chunks.filter { $0.metadata == nil && structure.rewritten($0, in: file) != nil }
        return breaches
            + changed.map { chunk in
                Breach(
                    code: chunk.type.description,
                    description:
                        "Of its chunk \(chunk.type) of \(chunk.data.count.formattedByteCount) some say nothing.")
            }
    }

    private func imageDataBreaches(
        _ structure: PNGStructure, _ file: Span<UInt8>, _ colors: PNGColorChunks, _ named: [Breach],
        _ context: PreparationContext
    ) -> [Breach] {
        var streamByteCount = structure.imageData.reduce(0) { $0 + $1.count }
        if inflatesImageData {
            do {
                let check = try ImageDataCheck(of: structure, in: file, using: &context.workspace.imageData)
                if let fault = check.fault { return [fault.breach(check)] }
                streamByteCount = check.streamByteCount
            } catch {
                return [Breach(code: error.code, description: error.description)]
            }
        }
        let strippedFile = StrippedFile(of: structure, in: file, streamByteCount: streamByteCount, colors: colors)
        let hidden = strippedFile.removed.map { item in
            Breach(
                code: item.kind.rawValue,
                description:
                    "Behind the end of its compressed image data there is more, \(item.byteCount.formattedByteCount).")
        }
        return hidden + surplus(strippedFile, file, named + hidden)
    }
}

extension ImageDataCheck.Fault {
    fileprivate func breach(_ check: ImageDataCheck) -> Breach {
        let code =
            switch self {
            case .crc: "crc"
            case .short: "truncated"
            case .long: "hiddenInImageData"
            case .notZlib, .damaged, .filter, .checksum, .window: "imageData"
            }
        let description = description(of: check)
        return Breach(code: code, description: description.prefix(1).uppercased() + description.dropFirst() + ".")
    }
}
