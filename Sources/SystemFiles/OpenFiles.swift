#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// How many files this process may have open.
package enum OpenFiles {
    /// The soft limit as it was when this was first asked for; at least 1.
    package static let limit: Int = {
        var limit = rlimit()
        guard unsafe getrlimit(openFilesLimit, &limit) == 0 else { return 1 }
        return max(1, Int(clamping: limit.rlim_cur))
    }()
}

#if canImport(Glibc)
private let openFilesLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
#else
private let openFilesLimit = RLIMIT_NOFILE
#endif
