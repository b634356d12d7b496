extension PlanarConversion {
    /// Whether the planes of a JPEG that has not been opened yet can be converted.
    static func isSupported(_ structure: JPEGStructure, _ model: ColorModel, by converter: ColorConverter) -> Bool {
        let color: PlanarColor =
            switch model {
            case .gray, .grayAlpha: .gray
            case .rgb, .rgba, .palette: .rgb
            case .yCbCr: .yCbCr
            case .cmyk: .cmyk
            case .ycck: .ycck
            }
        let sampling = structure.frame.components.map {
            SamplingFactors(horizontal: $0.horizontalSampling, vertical: $0.verticalSampling)
        }
        guard sampling.count == color.planeCount else { return false }
        return isSupported(PlanarFormat(size: structure.frame.size, color: color, sampling: sampling), by: converter)
    }
}
