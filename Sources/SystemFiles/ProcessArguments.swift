#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension CommandLine {
    /// The arguments after the program's name, with bytes that are no UTF-8 carried as `FilePath` says.
    package static var pathSafeArguments: [String] {
        (1..<max(1, Int(argc))).compactMap { index in
            guard let argument = unsafe unsafeArgv[index] else { return nil }
            let bytes = unsafe UnsafeRawBufferPointer(start: argument, count: strlen(argument))
            return unsafe FilePath(bytes).carrierText
        }
    }
}
