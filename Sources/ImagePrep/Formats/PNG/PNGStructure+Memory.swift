extension PNGStructure {
    /// The image data is inflated through a window while planning.
    package var planningMemory: Int { ImageDataMemory.byteCount }

    package func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        PNGMemory(self, inspection.orientation, plan, options).byteCount ?? .max / 2
    }
}
