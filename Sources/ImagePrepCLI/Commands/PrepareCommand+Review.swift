#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

extension PrepareCommand {
    /// Nil if no review page was asked for. What is found wrong here is told before any work is done.
    func openPage(protecting list: InputList) throws -> ReviewPage? {
        guard let path = reporting.html.map(FilePath.init(carrierText:)) else { return nil }
        if path.isNamedLikeImage {
            throw ValidationError("--html \(path) is named like an image, and is to be a page.")
        }
        if path.endsInSlash { throw ValidationError("--html \(path) is a folder; name a file, such as review.html.") }
        if list.protected.contains(path, try? FileStatus(of: path)) {
            throw ValidationError("--html \(path) is one of the inputs.")
        }
        if let reason = ReviewPage.obstacle(at: path) { throw ValidationError("--html \(path) \(reason).") }
        do throws(FileError) {
            return try ReviewPage(path)
        } catch {
            printError(error.description)
            try ExitStatus.cannotWrite.exit()
            return nil
        }
    }
}
#endif
