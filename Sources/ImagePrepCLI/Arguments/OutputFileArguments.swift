#if CommandLineTool
internal import ArgumentParser

/// Where outputs go, and what of what is there already stays.
struct OutputFileArguments: ParsableArguments {
    @Flag(
        help:
            "Keep the folders of the inputs' own paths, so that equal names in two of them stay apart. (default: what lies in a folder keeps its path in that)"
    )
    var keepTree = false

    @Flag(help: "Keep no folders: all outputs lie in one. Of two of one name the later one fails.")
    var flatten = false

    @Flag(
        help:
            "Leave outputs of an earlier run that were made from the same inputs with the same options, and keep the promise."
    )
    var skipExisting = false

    @Flag(help: "Replace no file that is there already; an input whose output would fails.")
    var noClobber = false

    @Flag(
        help:
            "Put each output in the place of its input, whole and in one step. Needs --report; refuses what would lose pixels."
    )
    var inPlace = false

    @Flag(help: "With --in-place: replace inputs by outputs that have lost pixels too.")
    var allowLoss = false

    @Flag(help: "Give outputs the modification time of their inputs.")
    var preserve = false

    @Flag(help: "Say what would be done, a line for each input, and write no image.")
    var dryRun = false

    func validate() throws {
        if keepTree, flatten { throw ValidationError("--keep-tree and --flatten exclude each other.") }
        if allowLoss, !inPlace { throw ValidationError("--allow-loss is about --in-place, which is missing.") }
        guard inPlace else { return }
        for (name, isGiven) in [
            ("--keep-tree", keepTree), ("--flatten", flatten), ("--skip-existing", skipExisting),
            ("--no-clobber", noClobber),
        ] where isGiven {
            throw ValidationError("--in-place and \(name) exclude each other.")
        }
    }

    var layout: OutputLayout { keepTree ? .tree : flatten ? .flat : .relative }
}
#endif
