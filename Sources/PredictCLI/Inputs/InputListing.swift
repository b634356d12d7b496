internal import Foundation
internal import ImagePrep
internal import Predict
internal import SystemFiles

/// One thing to ask about.
struct ListedInput: Sendable {
    /// The argument, or the folder of the argument and the path in it; an address without its user and password.
    var name: String
    var input: PredictInput
    /// Why it is not asked about at all.
    var failure: PredictError?
    /// Tells this very content from any other, without reading it; nil where that cannot be told.
    var identity: String?
}

/// The arguments, folders replaced by the images that lie in them.
struct InputListing {
    private(set) var inputs: [ListedInput] = []
    /// In folders: what is no image.
    private(set) var skippedCount = 0
    private let fetches: Bool
    private let sendsAsIs: Bool

    init(_ arguments: [String], fetches: Bool, sendsAsIs: Bool) {
        self.fetches = fetches
        self.sendsAsIs = sendsAsIs
        for argument in arguments { add(argument) }
    }

    private mutating func add(_ argument: String) {
        if isAddress(argument) {
            let input = fetches ? PredictInput.fetched(argument) : .url(argument)
            inputs.append(
                ListedInput(
                    name: argument.hidingCredentials, input: input, identity: fetches ? "fetched" : "url"))
        } else if argument == "-" {
            let bytes = readStandardInput()
            inputs.append(ListedInput(name: argument, input: sendsAsIs ? .asIs(bytes) : .image(bytes)))
        } else {
            let path = FilePath(carrierText: argument)
            if !argument.isEmpty, kind(of: path) == .folder { walk(path) } else { addFile(path) }
        }
    }

    private mutating func addFile(_ path: FilePath, failure: PredictError? = nil) {
        inputs.append(
            ListedInput(
                name: name(of: path), input: PredictInput(sendsAsIs ? .fileAsIs(path.bytes) : .file(path.bytes)),
                failure: failure, identity: identity(of: path)))
    }

    /// Depth first in the order of the names' bytes, so that every run has the same order.
    private mutating func walk(_ folder: FilePath) {
        guard let names = try? entryNames(of: folder) else {
            // Reading it fails too, and is reported as any other input that fails.
            addFile(folder)
            return
        }
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            let path = folder.appending(name)
            switch FolderEntry(path) {
            // A link to a folder may lead back.
            case .folder: if !path.isLink { walk(path) }
            case .image: addFile(path)
            case .impostor(let failure): addFile(path, failure: failure)
            case .other: skippedCount += 1
            }
        }
    }

    /// As text where it is that, which programs find again; else with its bytes escaped.
    private func name(of path: FilePath) -> String {
        String(validating: path.bytes, as: UTF8.self) ?? path.description
    }

    private func identity(of path: FilePath) -> String? {
        guard let status = try? FileStatus(of: path) else { return nil }
        return "\(status.byteCount) bytes of \(status.modified.seconds).\(status.modified.nanoseconds)"
    }
}

private func kind(of path: FilePath) -> FileStatus.Kind? { try? FileStatus(of: path).kind }

/// Whether it has a scheme, however written; one that is not taken is then refused by name. Not where a file has that name.
private func isAddress(_ argument: String) -> Bool {
    guard let end = argument.range(of: "://")?.lowerBound else { return false }
    let isKnown = ["http", "https"].contains(argument[..<end].lowercased())
    return isKnown || !FileManager.default.fileExists(atPath: argument)
}

/// One byte more than an input may have at most, so that what is too long is refused by that limit.
private func readStandardInput() -> [UInt8] {
    let limit = InputLimits().inputBytes + 1
    var bytes: [UInt8] = []
    while bytes.count < limit,
        let more = try? FileHandle.standardInput.read(upToCount: min(1 << 20, limit - bytes.count)),
        !more.isEmpty
    { bytes += more }
    return bytes
}
