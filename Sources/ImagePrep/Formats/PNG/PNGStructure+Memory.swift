extension PNGStructure {
    /// The image data is inflated while planning; its rows' memory is kept for the next image.
    package var planningMemory: (kept: Int, peak: Int) {
        let memory = ImageDataMemory.byteCount(self)
        return (memory.raster, memory.raster + memory.gathered)
    }

    package func checkingMemory(_ inspection: Inspection) -> Int { 0 }

    package func transformingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int { 0 }

    package func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        PNGMemory(self, inspection.orientation, plan, options).byteCount ?? .max / 2
    }
}
