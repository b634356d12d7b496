#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension CommandLine {
    /// The arguments after the program's name, with bytes that are no UTF-8 carried as `FilePath` says.
    ///
    /// Ends the process with 71 where there is not even a name: Swift reads them from /proc on Linux, and a command without
    /// any would print its help, as if it had done what it was asked to do.
    package static var pathSafeArguments: [String] {
        guard argc > 0 else {
            try? FileDescriptor.standardError.write("The arguments cannot be read: /proc is not mounted.\n")
            exit(EX_OSERR)
        }
        return (1..<Int(argc)).compactMap { index in
            guard let argument = unsafe unsafeArgv[index] else { return nil }
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            return unsafe FilePath(bytes).carrierText
        }
    }
}
