internal import CSystemCalls

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Gives two files each other's names in one step. False where the system or the file system cannot, or one is missing.
func exchangeNames(_ one: FilePath, _ other: FilePath) -> Bool {
    let status = unsafe one.withCString { one in
        unsafe other.withCString { other in
            #if canImport(Darwin)
            unsafe renamex_np(one, other, UInt32(RENAME_SWAP))
            #else
            // RENAME_EXCHANGE. Source: rename(2).
            unsafe renameat2(AT_FDCWD, one, AT_FDCWD, other, 2)
            #endif
        }
    }
    return status == 0
}
