#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The names in a folder, without "." and "..", in the order the system has them.
package func entryNames(of folder: FilePath) throws(SystemError) -> [[UInt8]] {
    guard let stream = unsafe folder.withCString({ unsafe opendir($0) }) else { throw .last }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe entryName(entry)
        if name != [UInt8(ascii: ".")] && name != [UInt8(ascii: "."), UInt8(ascii: ".")] { names.append(name) }
    }
    return names
}

private func entryName(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    // The name may be longer than d_name is declared, so its address is taken in the entry rather than in a copy.
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let name = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: UInt8.self)
    return unsafe Array(
        UnsafeBufferPointer(start: name, count: strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))))
}

/// Makes a folder and those above it, where they are missing.
package func makeFolder(_ folder: FilePath) throws(SystemError) {
    if (try? FileStatus(of: folder).kind) == .folder { return }
    if folder.folder != folder, !folder.folder.bytes.isEmpty, folder.bytes.contains(FilePath.slash) {
        try makeFolder(folder.folder)
    }
    guard unsafe folder.withCString({ unsafe mkdir($0, 0o777) }) != 0 else { return }
    // Another worker may have been first.
    let error = SystemError.last
    guard error.isExisting, (try? FileStatus(of: folder).kind) == .folder else { throw error }
}
