internal import ImagePrep

/// The version of the command and, in words, of what it is made of.
enum Version {
    static let number = "0.1.0"

    static func text(isVerbose: Bool) -> String {
        isVerbose ? ([number] + libraryLines + warningLines).joined(separator: "\n") : number
    }

    private static var libraryLines: [String] {
        let shared = MachineCapacity.codecVersions.split(separator: "\n").map(String.init)
        // The kernels are no library and come last.
        return shared.dropLast() + FormatRegistry.libraryVersions + shared.suffix(1)
    }

    private static var warningLines: [String] {
        let judge = LibraryWarnings()
        return CodecFile.loaded().flatMap { judge.lines(for: $0, version: version(of: $0.name)) }
    }

    private static func version(of library: String) -> String? {
        let line = libraryLines.first { $0.hasPrefix(library + " ") }
        return line.map { String($0.dropFirst(library.count + 1).prefix { $0 != " " && $0 != "," }) }
    }
}
