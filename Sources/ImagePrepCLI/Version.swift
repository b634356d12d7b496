internal import ImagePrep

/// The version of the command and, in words, of what it is made of.
enum Version {
    static let number = "0.1.0"

    static func text(isVerbose: Bool) -> String {
        isVerbose ? number + "\n" + MachineCapacity.codecVersions : number
    }
}
