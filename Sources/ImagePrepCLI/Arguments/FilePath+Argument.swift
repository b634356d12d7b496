#if CommandLineTool
internal import ArgumentParser

extension FilePath: ExpressibleByArgument {
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(carrierText: argument)
    }

    static var defaultCompletionKind: CompletionKind { .file() }
}
#endif
