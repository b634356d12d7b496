internal import ImagePrep
internal import SystemFiles

/// The arguments, folders replaced by what lies in them.
struct InputList {
    private(set) var inputs: [Input] = []
    /// What may not be written to.
    private(set) var protected = ProtectedFiles()
    private(set) var hasFolder = false
    /// Folders that could not be read, and what in folders could not be looked at or leads nowhere.
    private(set) var failures: [FilePath: any Error] = [:]
    /// In folders: pipes, sockets, devices, links that lead nowhere, back, or once more where eight have led.
    private(set) var skippedCount = 0
    /// Files that were named more than once.
    private(set) var repeatCount = 0
    private var seen: Set<Repeat> = []
    /// How often each folder was entered.
    private var entryCounts: [FileStatus.Identity: Int] = [:]
    /// A few links may lead to one folder; in a tree of links to links, made to be without end, each doubles what is below.
    private static let mostEntriesByLinks = 8
    /// The folder that is written to; what lies in it are outputs of an earlier run.
    private let excluded: FileStatus.Identity?
    private let selection: InputSelection

    /// Two inputs are one where the file and the output are.
    private struct Repeat: Hashable {
        let identity: FileStatus.Identity
        let relativePath: FilePath
    }

    /// What is being walked through.
    private struct Folder {
        let path: FilePath
        let pathInArgument: FilePath
        /// The argument's part of the outputs' paths.
        let base: FilePath
        let identity: FileStatus.Identity
        var ancestors: Set<FileStatus.Identity>
    }

    init(_ arguments: [FilePath], excluding outputFolder: FilePath?, _ selection: InputSelection = InputSelection()) {
        excluded = outputFolder.flatMap { folder in try? FileStatus(of: folder).identity }
        self.selection = selection
        for argument in arguments { add(argument) }
    }

    private mutating func add(_ argument: FilePath) {
        if argument == FilePath("-") { return addStandardInput() }
        let status = try? FileStatus(of: argument)
        guard let status, status.kind == .folder else {
            // What is missing is found out, and reported, in its turn.
            let source = status?.kind == .pipe ? Input.Source.pipe(argument) : .file(argument)
            let path = selection.layout == .tree ? argument.plainComponents : FilePath(argument.lastComponent)
            return add(
                Input(source: source, name: argument, relativePath: path, isFromFolder: false), status,
                at: FileLocation(argument))
        }
        hasFolder = true
        walk(
            Folder(
                path: argument, pathInArgument: FilePath([]),
                base: selection.layout == .tree ? argument.plainComponents : FilePath([]), identity: status.identity,
                ancestors: [status.identity]))
    }

    private mutating func addStandardInput() {
        if let status = try? FileDescriptor.standardInput.status(), status.kind == .file {
            protected.identities.insert(status.identity)
        }
        inputs.append(
            Input(
                source: .standardInput, name: FilePath("-"), relativePath: FilePath("stdin"), isFromFolder: false))
    }

    private mutating func add(_ input: Input, _ status: FileStatus?, at location: FileLocation?) {
        if let status, status.kind == .file {
            protected.identities.insert(status.identity)
            let place = selection.isInPlace ? FilePath([]) : input.relativePath
            let new = Repeat(identity: status.identity, relativePath: place)
            guard !selection.dropsRepeats || seen.insert(new).inserted else {
                repeatCount += 1
                return
            }
        }
        if let location { protected.locations.insert(location) }
        // Where a link leads, another file may come to be.
        if input.name.isLink, let target = input.name.resolved.flatMap(FileLocation.init) {
            protected.locations.insert(target)
        }
        inputs.append(input)
    }

    /// Depth first in the order of the names' bytes, so that a report has the same order everywhere.
    private mutating func walk(_ folder: Folder) {
        let names: [[UInt8]]
        do {
            names = try entryNames(of: folder.path).sorted { $0.lexicographicallyPrecedes($1) }
        } catch {
            let path = folder.path
            return addFailure(
                FileError.inputUnreadable(path, reason: error.description), path, in: folder, folder.pathInArgument)
        }
        for name in names where !TemporaryFile.isNameOfOne(name) { visit(name, in: folder) }
    }

    private mutating func addFailure(
        _ error: any Error, _ path: FilePath, in folder: Folder, _ pathInArgument: FilePath
    ) {
        failures[path] = error
        inputs.append(input(path, folder, pathInArgument))
    }

    private func input(_ path: FilePath, _ folder: Folder, _ pathInArgument: FilePath) -> Input {
        let relative =
            selection.layout == .flat
            ? FilePath(path.lastComponent) : folder.base.appending(pathInArgument.bytes)
        return Input(source: .file(path), name: path, relativePath: relative, isFromFolder: true)
    }

    private mutating func visit(_ name: [UInt8], in folder: Folder) {
        let path = folder.path.appending(name)
        let pathInArgument = folder.pathInArgument.appending(name)
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(of: path)
        } catch {
            return addUnknown(path, pathInArgument, in: folder, error)
        }
        // What it leads to lies elsewhere, and would be replaced there.
        if selection.isInPlace, path.isLink {
            skippedCount += 1
            return
        }
        switch status.kind {
        case .file:
            guard selection.takes(file: pathInArgument), status.identity != selection.report else { return }
            add(
                input(path, folder, pathInArgument), status,
                at: FileLocation(folder: folder.identity, name: name))
        case .folder where !selection.takes(folder: pathInArgument): return
        case .folder where folder.ancestors.contains(status.identity) || status.identity == excluded:
            skippedCount += 1
        case .folder where entryCounts[status.identity, default: 0] >= InputList.mostEntriesByLinks && path.isLink:
            skippedCount += 1
        case .folder:
            entryCounts[status.identity, default: 0] += 1
            walk(
                Folder(
                    path: path, pathInArgument: pathInArgument, base: folder.base, identity: status.identity,
                    ancestors: folder.ancestors.union([status.identity])))
        case .pipe, .socket, .device:
            skippedCount += 1
        }
    }

    /// In a folder that may be listed but not entered, or below too long a path, there may be photos; and a link that is called
    /// one and leads nowhere is a photo that somebody misses.
    private mutating func addUnknown(
        _ path: FilePath, _ pathInArgument: FilePath, in folder: Folder, _ error: SystemError
    ) {
        guard selection.takes(file: pathInArgument) else { return }
        if !error.isDeadEnd {
            addFailure(FileError.inputUnreadable(path, reason: error.description), path, in: folder, pathInArgument)
        } else if path.isLink, path.isNamedLikeImage {
            let error = ImagePrepError.notAnImage(found: "a link that leads nowhere")
            addFailure(error, path, in: folder, pathInArgument)
        } else {
            skippedCount += 1
        }
    }
}
