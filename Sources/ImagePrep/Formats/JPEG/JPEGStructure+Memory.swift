extension JPEGStructure {
    package var planningMemory: Int { 0 }

    package func checkingMemory(_ inspection: Inspection) -> Int {
        TransformMemory(self, fileBytes: inspection.byteCount).byteCount
    }

    /// If better tables may not be enough, coefficients are read again for progressive scans, and are not packed then.
    package func transformingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        let packed = TransformMemory(self, fileBytes: inspection.byteCount).byteCount
        let plain = TransformMemory(plainBlocksOf: self).byteCount
        if let saving = plan.saving { return saving.isLikelyEnoughWithTables ? max(packed, plain) : plain }
        return inspection.byteCount + inspection.byteCount / 20 > options.maxBytes ? max(packed, plain) : packed
    }

    package func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        guard plan.format == .jpeg else {
            return pixelMemoryByteCount(fileBytes: inspection.byteCount, target: plan.targetSize, options)
        }
        let memory = JPEGMemory(
            self, fileBytes: inspection.byteCount, orientation: inspection.orientation, target: plan.targetSize,
            options: options)
        return memory.byteCount
    }
}
