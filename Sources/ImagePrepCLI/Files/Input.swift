internal import SystemFiles

/// One thing to prepare.
struct Input: Sendable {
    enum Source: Hashable, Sendable {
        case standardInput
        /// Named directly: it is read to its end, as standard input is.
        case pipe(FilePath)
        case file(FilePath)
    }

    let source: Source
    /// The argument, or the folder of the argument and the path in it: what reports call it.
    let name: FilePath
    /// Where it goes below the output folder, by its own name.
    let relativePath: FilePath
    /// Found in a folder rather than asked for: what is no image, nor called one, is skipped there.
    let isFromFolder: Bool

    /// Whether a file that is no image is passed over without a word.
    var maySkip: Bool { isFromFolder && !name.isNamedLikeImage }
}

/// Where outputs go below the output folder.
enum OutputLayout: Sendable {
    /// Files by their names; what lies in a folder by its path in that.
    case relative
    /// By the whole path of the argument too, so that equal names in two folders stay apart.
    case tree
    /// By their names alone.
    case flat
}

/// Which files are taken, and what their outputs are called.
struct InputSelection: Sendable {
    /// Of what lies in folders: only these, where there are any.
    var includes: [Glob] = []
    /// Of what lies in folders: none of these, nor what lies in folders of such a name.
    var excludes: [Glob] = []
    var layout = OutputLayout.relative
    /// A file that has been named before and would be written to the same place is left out.
    var dropsRepeats = false
    /// Outputs go where inputs are, so that a file is one input whatever names lead to it.
    var isInPlace = false
    /// An earlier report that lies in a folder is no input; nil where there is none, or it is called an image.
    var report: FileStatus.Identity?

    func takes(file path: FilePath) -> Bool {
        (includes.isEmpty || includes.contains { $0.matches(path) }) && !excludes.contains { $0.matches(path) }
    }

    func takes(folder path: FilePath) -> Bool { !excludes.contains { $0.matches(path) } }
}
