import ImagePrep

/// Runs the transform alone, whatever a planner would say.
func transformed(
    _ file: [UInt8], _ orientation: Orientation, options: PrepareOptions = PrepareOptions(),
    isReference: Bool = false, _ workspace: Workspace
) throws(ImagePrepError) -> RouteOutput {
    var inspection = try ImagePreparer(options: options).inspect(file.span)
    inspection.orientation = orientation
    let plan = Plan(.transform(), targetSize: inspection.uprightSize, format: .jpeg)
    let context = PreparationContext(options, using: workspace)
    return try Transformer(context, isReference: isReference).transform(file.span, inspection, plan)
}

func transformed(
    _ file: [UInt8], _ orientation: Orientation, options: PrepareOptions = PrepareOptions()
) throws(ImagePrepError) -> RouteOutput {
    try transformed(file, orientation, options: options, Workspace())
}

extension JPEGRecipe {
    /// The component factors that the tests go through: all that cameras write, and mixtures.
    static let samplings: [[(Int, Int)]] =
        [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (1, 4), (4, 2), (2, 4)].map { [$0, (1, 1), (1, 1)] } + [
            [(1, 1)], [(2, 2)], [(1, 4)],
            [(2, 2), (2, 1), (1, 2)], [(1, 2), (2, 1), (1, 1)],
            [(1, 1), (1, 1), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1), (2, 2)],
        ]

    /// Aligned to every MCU, to blocks alone, odd, and degenerate.
    static let sizes = [
        (64, 32), (32, 64), (16, 48), (24, 40), (40, 8), (8, 8), (33, 17), (17, 64), (64, 19), (7, 5), (1, 1), (1, 40),
        (40, 1), (56, 30),
    ]
}
