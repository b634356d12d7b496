internal import SystemFiles

/// Gives outputs their final names, one after the other in input order, so that who comes first is the same in every run.
struct OutputCommit {
    private let inputs: Set<FileStatus.Identity>
    private let report: FileStatus.Identity?
    /// What was written in this run, and from which input. By identity, as file systems may take two names for one.
    private var written: [FileStatus.Identity: FilePath] = [:]

    init(protecting inputs: Set<FileStatus.Identity>, _ report: FileStatus.Identity?) {
        self.inputs = inputs
        self.report = report
    }

    /// - Throws: `outputCollision`, `outputIsInput`, `outputUnwritable`; nothing is left of the output then.
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
            try move(file, to: destination, from: input)
        }
    }

    private mutating func move(_ file: TemporaryFile, to destination: FilePath, from input: Input) throws(FileError) {
        if let status = try? FileStatus(of: destination) {
            let identity = status.identity
            // A rename would put a file in its place: as root even in that of /dev/null.
            guard status.kind == .file || status.kind == .folder else {
                file.remove()
                throw .outputUnwritable(
                    destination, reason: "it is \(status.kind); --output - writes to standard output")
            }
            if let other = written[identity] {
                file.remove()
                throw .outputCollision(destination, with: other)
            }
            if inputs.contains(identity) {
                file.remove()
                throw .outputIsInput(destination)
            }
            if identity == report {
                file.remove()
                throw .outputUnwritable(destination, reason: "it is the report")
            }
        }
        do throws(SystemError) {
            try file.move(to: destination)
            written[try FileStatus(of: destination).identity] = input.name
        } catch {
            throw .outputUnwritable(destination, reason: error.description)
        }
    }
}
