/// What moving the blocks of a JPEG takes at its peak, from its header.
struct TransformMemory {
    /// Without input and output.
    let byteCount: Int

    /// What libjpeg takes beside the coefficients, two scans' statistics among it.
    private static let codecs = 2 << 20

    init(_ structure: JPEGStructure, fileBytes: Int) {
        // One sequential scan is kept packed: two bytes a coefficient that is not zero, of which a photo spends four or more
        // bits of its file on each, and the headers of the blocks in the order of the source and in that of the result.
        let isPacked = structure.scans.count == 1 && !structure.frame.isProgressive && !structure.frame.isArithmetic
        guard isPacked else {
            self.init(plainBlocksOf: structure)
            return
        }
        self.init(byteCount: 32 * structure.blockCount + 4 * fileBytes)
    }

    /// Coefficients of 16 bits, as libjpeg takes them.
    init(plainBlocksOf structure: JPEGStructure) {
        self.init(byteCount: 129 * structure.blockCount + Self.codecs)
    }

    private init(byteCount: Int) { self.byteCount = byteCount }
}

extension JPEGStructure {
    /// Of all components, MCUs filled up.
    fileprivate var blockCount: Int {
        let (size, mcu) = (frame.size, frame.mcuSize)
        let mcuCount = ((size.width + mcu.width - 1) / mcu.width) * ((size.height + mcu.height - 1) / mcu.height)
        return mcuCount * frame.components.reduce(0) { $0 + $1.horizontalSampling * $1.verticalSampling }
    }
}

extension Plan {
    /// Whether coding progressively, for which libjpeg keeps every coefficient, takes no more than was predicted.
    func affordsScans(_ structure: JPEGStructure, fileBytes: Int) -> Bool {
        TransformMemory(plainBlocksOf: structure).byteCount + 2 * fileBytes <= predictedMemoryBytes
    }

    /// Of the budget: what the picture may be predicted to take with made tables to be recoded losslessly. Scans save up to 7 % more
    /// on photos; a prediction is off by less than 1 % on most, by a few on pictures that are nearly empty.
    func losslessRecodeShare(_ structure: JPEGStructure, fileBytes: Int) -> Double {
        affordsScans(structure, fileBytes: fileBytes) ? 1.06 : 1.02
    }
}
