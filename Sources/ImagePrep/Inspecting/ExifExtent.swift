/// How much there is of an Exif structure, found out before libexif reads it.
///
/// libexif compares each entry with those before it, and follows every pointer, however many lead to the same directory:
/// 5,400 entries of 12 bytes kept it busy for more than 15 s.
struct ExifExtent {
    /// False where a directory has more entries than any camera writes, or is pointed to twice.
    private(set) var isModest = true
    private var visited: Set<Int> = []

    private static let mostEntries = 1_000
    /// IFD0, IFD1, Exif, GPS, Interoperability, and one to spare.
    private static let mostDirectories = 6
    private static let pointers: Set<Int> = [0x8769, 0x8825, 0xA005]

    init(_ input: Span<UInt8>, payload: Range<Int>) {
        guard let reader = ExifReader(input, payload: payload), let first = reader.firstDirectory(input) else { return }
        var open = [first]
        while let directory = open.popLast(), isModest {
            guard visited.insert(directory.offset).inserted, visited.count <= Self.mostDirectories,
                directory.entryCount <= Self.mostEntries
            else {
                isModest = false
                return
            }
            open += successors(of: directory, input, reader)
        }
    }

    /// What its pointers lead to, and what is chained behind it.
    private func successors(
        of directory: ExifReader.Directory, _ input: Span<UInt8>, _ reader: ExifReader
    ) -> [ExifReader.Directory] {
        var offsets: [Int] = []
        for index in 0..<directory.entryCount {
            guard let entry = reader.entry(input, index, of: directory) else { return [] }
            guard Self.pointers.contains(entry.tag), let offset = reader.integer(input, entry) else { continue }
            offsets.append(offset)
        }
        if let next = reader.nextOffset(input, behind: directory), next > 0 { offsets.append(next) }
        return offsets.compactMap { reader.directory(input, at: $0) }
    }
}
