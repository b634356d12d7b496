internal import SystemFiles

/// Gives outputs their final names, one after the other in input order, so that who comes first is the same in every run.
struct OutputCommit {
    private let inputs: ProtectedFiles
    private let report: FileStatus.Identity?
    private let replacesOthers: Bool
    /// What was written or left in this run, and for which input. By identity, as file systems may take two names for one.
    private var claimed: [FileStatus.Identity: Claim] = [:]

    private struct Claim {
        let input: FilePath
        let output: FilePath
    }

    /// - Parameter replacesOthers: whether a file that this run did not write may be replaced.
    init(protecting inputs: ProtectedFiles, _ report: FileStatus.Identity?, replacesOthers: Bool) {
        self.inputs = inputs
        self.report = report
        self.replacesOthers = replacesOthers
    }

    /// - Throws: `outputCollision`, `outputIsInput`, `outputExists`, `outputUnwritable`, `inputChanged`; nothing is left of
    ///   the output then.
    mutating func commit(_ output: PreparedOutput, of input: Input) throws(FileError) {
        switch output.location {
        case .memory(let bytes):
            do throws(SystemError) {
                try FileDescriptor.standardOutput.write(bytes)
            } catch {
                throw .outputUnwritable(FilePath("-"), reason: error.description)
            }
        case .file(let file):
            guard let destination = output.destination else { return }
            do throws(FileError) {
                try move(file, to: destination, from: input)
            } catch {
                file.remove()
                throw error
            }
        case .replacement(let file, let status):
            guard let destination = output.destination else { return }
            try exchange(file, with: destination, expecting: status)
        case .unchanged: break
        }
    }

    /// An output of an earlier run that is left has its name as one that was written now has.
    /// - Throws: `outputCollision`, `outputIsInput`, `outputUnwritable`.
    mutating func claim(_ path: FilePath, for input: Input) throws(FileError) {
        let status = try? FileStatus(of: path)
        try check(path, status)
        if let status { claimed[status.identity] = Claim(input: input.name, output: path) }
    }

    private mutating func move(_ file: TemporaryFile, to destination: FilePath, from input: Input) throws(FileError) {
        let status = try? FileStatus(of: destination)
        try check(destination, status)
        if status != nil, !replacesOthers { throw .outputExists(destination) }
        do throws(SystemError) {
            if replacesOthers {
                try file.move(to: destination)
            } else {
                try file.moveWithoutReplacing(to: destination)
            }
            let identity = try FileStatus(of: destination).identity
            claimed[identity] = Claim(input: input.name, output: destination)
        } catch {
            if error.isExisting, !replacesOthers { throw .outputExists(destination) }
            throw .outputUnwritable(destination, reason: error.description)
        }
    }

    /// A rename puts a file in the place of whatever has that name: as root even in that of /dev/null.
    private func check(_ destination: FilePath, _ status: FileStatus?) throws(FileError) {
        if let status, status.kind != .file, status.kind != .folder {
            throw .outputUnwritable(
                destination, reason: "it is \(status.kind); --output - writes to standard output")
        }
        // On Linux each such name is a link itself, which saves looking at all others.
        if destination.isLink, let name = destination.descriptorName {
            throw .outputUnwritable(destination, reason: "it leads to the open file \(name)")
        }
        if let status, let other = owner(of: status.identity) { throw .outputCollision(destination, with: other) }
        if inputs.contains(destination, status) { throw .outputIsInput(destination) }
        if let report, status?.identity == report {
            throw .outputUnwritable(destination, reason: "it is the report")
        }
    }

    /// The input whose output the file is. Where somebody else replaced that output, the system may have given the number of
    /// what it was to another file.
    private func owner(of identity: FileStatus.Identity) -> FilePath? {
        guard let claim = claimed[identity], (try? FileStatus(of: claim.output).identity) == identity else {
            return nil
        }
        return claim.input
    }

    private func exchange(
        _ file: TemporaryFile, with input: FilePath, expecting status: FileStatus
    ) throws(FileError) {
        let isDone: Bool
        do throws(SystemError) {
            isDone = try file.exchange(with: input, expecting: status)
        } catch {
            throw .outputUnwritable(input, reason: error.description)
        }
        if !isDone { throw .inputChanged(input) }
    }
}
