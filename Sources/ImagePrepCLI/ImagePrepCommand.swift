internal import ArgumentParser
internal import ImagePrep

@main
struct ImagePrepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "imageprep", version: "0.1.0")
}
