internal import SystemFiles

/// A pattern of file names as shells have it: `*` and `?` stand for any bytes but a slash, `**` for those too, `[a-z]` and
/// `[!a-z]` for one of a set, a backslash for the next character itself. Upper and lower case differ.
///
/// Without a slash it is held against the last component, with one against the whole path in the folder.
struct Glob: Sendable {
    fileprivate enum Element: Sendable {
        case byte(UInt8)
        case any
        case anyOf([ClosedRange<UInt8>], isInverted: Bool)
        case run(crossesSlashes: Bool)
        /// Takes no byte.
        case componentStart
    }

    private let elements: [Element]
    private let isOfWholePath: Bool

    /// Nil where the pattern is empty or a bracket is not closed.
    init?(_ pattern: FilePath) {
        // A slash at the end says that folders are meant.
        var rest = pattern.endsInSlash ? pattern.bytes.dropLast() : pattern.bytes[...]
        isOfWholePath = rest.contains(FilePath.slash)
        var elements: [Element] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"):
                let isDouble = rest.first == UInt8(ascii: "*")
                if isDouble { rest = rest.drop { $0 == UInt8(ascii: "*") } }
                elements.append(.run(crossesSlashes: isDouble))
                // `**/a` matches `a` too.
                if isDouble, rest.first == FilePath.slash {
                    rest = rest.dropFirst()
                    elements.append(.componentStart)
                }
            case UInt8(ascii: "?"): elements.append(.any)
            case UInt8(ascii: "["):
                guard let set = Glob.set(&rest) else { return nil }
                elements.append(set)
            case UInt8(ascii: "\\"): elements.append(.byte(rest.popFirst() ?? byte))
            default: elements.append(.byte(byte))
            }
        }
        guard !elements.isEmpty else { return nil }
        self.elements = elements
    }

    private static func set(_ rest: inout ArraySlice<UInt8>) -> Element? {
        let isInverted = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isInverted { rest = rest.dropFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let first = rest.popFirst() {
            if first == UInt8(ascii: "]"), !ranges.isEmpty { return .anyOf(ranges, isInverted: isInverted) }
            var last = first
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                last = end
                rest = rest.dropFirst(2)
            }
            ranges.append(min(first, last)...max(first, last))
        }
        return nil
    }

    func matches(_ path: FilePath) -> Bool { matches(isOfWholePath ? path.bytes[...] : path.lastComponent) }

    /// Goes back to the last `*` only, or to the last `**` behind which there was none, so that no pattern takes long.
    private func matches(_ text: ArraySlice<UInt8>) -> Bool {
        var (element, position) = (0, text.startIndex)
        var retries: [(element: Int, position: Int, crossesSlashes: Bool)] = []
        while true {
            if element == elements.count, position == text.endIndex { return true }
            if element < elements.count, case .run(let crosses) = elements[element] {
                retries.removeAll { crosses || !$0.crossesSlashes }
                retries.append((element + 1, position, crosses))
                element += 1
            } else if element < elements.count, case .componentStart = elements[element],
                position == text.startIndex || text[position - 1] == FilePath.slash
            {
                element += 1
            } else if element < elements.count, position < text.endIndex, elements[element].takes(text[position]) {
                (element, position) = (element + 1, position + 1)
            } else {
                // The star takes one byte more.
                while let last = retries.last,
                    last.position == text.endIndex || (text[last.position] == FilePath.slash && !last.crossesSlashes)
                { retries.removeLast() }
                guard let last = retries.popLast() else { return false }
                (element, position) = (last.element, last.position + 1)
                retries.append((last.element, position, last.crossesSlashes))
            }
        }
    }
}

extension Glob.Element {
    fileprivate func takes(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let own): own == byte
        case .any: byte != FilePath.slash
        case .anyOf(let ranges, let isInverted):
            byte != FilePath.slash && ranges.contains { $0.contains(byte) } != isInverted
        case .run, .componentStart: false
        }
    }
}
