internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension CommandLine {
    /// Where this program lies, symbolic links followed; "." where the system does not say.
    static var executableFolder: FilePath {
        #if canImport(Darwin)
        let path = unsafe unsafeArgv[0].map { unsafe FilePath(cString: $0) } ?? FilePath("imageprep")
        #else
        let path = FilePath("/proc/self/exe")
        #endif
        guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return FilePath(".") }
        defer { unsafe free(resolved) }
        return unsafe FilePath(cString: resolved).folder
    }
}

extension FilePath {
    @unsafe init(cString: UnsafePointer<CChar>) {
        unsafe self.init(UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
    }
}
