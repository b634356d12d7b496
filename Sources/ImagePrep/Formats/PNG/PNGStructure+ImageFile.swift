extension PNGStructure: ImageFile {
    package var format: ImageFormat { .png }

    package var codingDescription: String { header.isInterlaced ? "interlaced" : "not interlaced" }

    package func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        let plan = Plan(.render(), targetSize: header.size, format: .png)
        try PNGMemory(self, .upright, plan, context.options).check(context.options.inputLimits)
        var codecContext = CodecContext(context)
        // An index that the palette lacks is no damage: readers show it black, and a copy keeps it as it is.
        try context.workspace.png.decode(file, self, rendersTruncated: false, &codecContext)
        return codecContext.keptWarnings()
    }

    package func judge(
        _ file: Span<UInt8>, _ inspection: Inspection, by verifier: Verifier, in context: PreparationContext
    ) -> Verifier.Verdict {
        Verifier.Verdict(breaches: verifier.breaches(inspection, self, file, in: context))
    }
}
