internal import SystemFiles

/// One thing to prepare.
struct Input: Sendable {
    enum Source: Hashable, Sendable {
        case standardInput
        case file(FilePath)
    }

    let source: Source
    /// The argument, or the folder of the argument and the path in it: what reports call it.
    let name: FilePath
    /// Where it goes below the output folder, by its own name.
    let relativePath: FilePath
    /// Found in a folder rather than asked for: what is no image is skipped there.
    let isFromFolder: Bool
}

/// The arguments, folders replaced by what lies in them.
struct InputList {
    private(set) var inputs: [Input] = []
    /// The files themselves, whatever they are called: none of them may be written to.
    private(set) var identities: Set<FileStatus.Identity> = []
    private(set) var hasFolder = false
    /// Folders that could not be read, and what in folders could not be looked at.
    private(set) var unreadable: [FilePath: FileError] = [:]
    /// In folders: pipes, sockets, devices, links that lead nowhere, back, or once more where eight have led.
    private(set) var skippedCount = 0
    /// How often each folder was entered.
    private var entryCounts: [FileStatus.Identity: Int] = [:]
    /// A few links may lead to one folder; in a tree of links to links, made to be without end, each doubles what is below.
    private static let mostEntriesByLinks = 8
    /// The folder that is written to; what lies in it are outputs of an earlier run.
    private let excluded: FileStatus.Identity?

    init(_ arguments: [FilePath], excluding outputFolder: FilePath?) {
        excluded = outputFolder.flatMap { folder in try? FileStatus(of: folder).identity }
        for argument in arguments { add(argument) }
    }

    private mutating func add(_ argument: FilePath) {
        if argument == FilePath("-") {
            if let status = try? FileDescriptor.standardInput.status(), status.kind == .file {
                identities.insert(status.identity)
            }
            inputs.append(
                Input(source: .standardInput, name: argument, relativePath: FilePath("stdin"), isFromFolder: false))
            return
        }
        let status = try? FileStatus(of: argument)
        guard status?.kind == .folder, let identity = status?.identity else {
            // What is missing is found out, and reported, in its turn.
            if let identity = status?.identity { identities.insert(identity) }
            inputs.append(
                Input(
                    source: .file(argument), name: argument, relativePath: FilePath(argument.lastComponent),
                    isFromFolder: false))
            return
        }
        hasFolder = true
        walk(argument, relativePath: FilePath([]), ancestors: [identity])
    }

    /// Depth first in the order of the names' bytes, so that a report has the same order everywhere.
    private mutating func walk(_ folder: FilePath, relativePath: FilePath, ancestors: Set<FileStatus.Identity>) {
        let names: [[UInt8]]
        do {
            names = try entryNames(of: folder).sorted { $0.lexicographicallyPrecedes($1) }
        } catch {
            return addUnreadable(folder, relativePath: relativePath, error)
        }
        for name in names where !TemporaryFile.isNameOfOne(name) {
            visit(folder.appending(name), relativePath: relativePath.appending(name), ancestors: ancestors)
        }
    }

    private mutating func addUnreadable(_ path: FilePath, relativePath: FilePath, _ error: SystemError) {
        unreadable[path] = .inputUnreadable(path, reason: error.description)
        inputs.append(Input(source: .file(path), name: path, relativePath: relativePath, isFromFolder: false))
    }

    private mutating func visit(_ path: FilePath, relativePath: FilePath, ancestors: Set<FileStatus.Identity>) {
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(of: path)
        } catch {
            // In a folder that may be listed but not entered, or below too long a path, there may be photos.
            if error.isDeadEnd { skippedCount += 1 } else { addUnreadable(path, relativePath: relativePath, error) }
            return
        }
        switch status.kind {
        case .file:
            identities.insert(status.identity)
            inputs.append(Input(source: .file(path), name: path, relativePath: relativePath, isFromFolder: true))
        case .folder where ancestors.contains(status.identity) || status.identity == excluded:
            skippedCount += 1
        case .folder where entryCounts[status.identity, default: 0] >= InputList.mostEntriesByLinks && path.isLink:
            skippedCount += 1
        case .folder:
            entryCounts[status.identity, default: 0] += 1
            walk(path, relativePath: relativePath, ancestors: ancestors.union([status.identity]))
        case .pipe, .socket, .device:
            skippedCount += 1
        }
    }
}
