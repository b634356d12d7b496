internal import Foundation
internal import ImagePrep
internal import Predict
internal import SystemFiles

/// One thing to ask about.
struct ListedInput: Sendable {
    /// The argument, or the folder of the argument and the path in it.
    var name: String
    var input: PredictInput
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
            inputs.append(ListedInput(name: argument, input: input, identity: fetches ? "fetched" : "url"))
        } else if argument == "-" {
            let bytes = readStandardInput()
            inputs.append(ListedInput(name: argument, input: sendsAsIs ? .asIs(bytes) : .image(bytes)))
        } else {
            let path = FilePath(carrierText: argument)
            if !argument.isEmpty, kind(of: path) == .folder { walk(path) } else { addFile(path) }
        }
    }

    private mutating func addFile(_ path: FilePath) {
        inputs.append(
            ListedInput(
                name: name(of: path), input: PredictInput(sendsAsIs ? .fileAsIs(path.bytes) : .file(path.bytes)),
                identity: identity(of: path)))
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
            // A link to a folder may lead back.
            if kind(of: path) == .folder {
                if !path.isLink { walk(path) }
            } else if isImage(path) || isHidden(path) {
                addFile(path)
            } else {
                skippedCount += 1
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

/// Whether it cannot be told what is there, as in a folder that may be listed but not entered: reading it fails, in words.
private func isHidden(_ path: FilePath) -> Bool {
    do throws(SystemError) {
        _ = try FileStatus(of: path)
        return false
    } catch {
        return !error.isDeadEnd
    }
}

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

/// Whether the first bytes are those of an image: one that is taken, or one of the known formats that are refused by name.
private func isImage(_ path: FilePath) -> Bool {
    // A pipe would have to be waited for.
    guard kind(of: path) == .file, let file = try? FileDescriptor(reading: path),
        let start = try? file.read(upTo: 12)
    else { return false }
    let signatures: [[UInt8]] = [
        [0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47], Array("GIF8".utf8), Array("RIFF".utf8), Array("II*\0".utf8),
        Array("MM\0*".utf8), Array("BM".utf8),
    ]
    return signatures.contains { start.starts(with: $0) } || start.dropFirst(4).starts(with: Array("ftyp".utf8))
}
