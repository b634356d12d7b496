/// A path as the system has it: bytes without a NUL, not necessarily UTF-8.
package struct FilePath: Hashable, Sendable {
    /// Never contains NUL.
    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes.prefix { $0 != 0 })
    }

    package init(_ text: String) {
        self.init(text.utf8)
    }

    package static let slash = UInt8(ascii: "/")

    /// The part after the last slash; empty where the path ends in one.
    package var lastComponent: ArraySlice<UInt8> {
        guard let slash = bytes.lastIndex(of: FilePath.slash) else { return bytes[...] }
        return bytes[(slash + 1)...]
    }

    /// The folder it lies in: "." where no slash says another, "/" at the root.
    package var folder: FilePath {
        guard let slash = bytes.lastIndex(of: FilePath.slash) else { return FilePath(".") }
        return slash == 0 ? FilePath("/") : FilePath(bytes[..<slash])
    }

    package var endsInSlash: Bool { bytes.last == FilePath.slash }

    package func appending(_ component: some Sequence<UInt8>) -> FilePath {
        bytes.isEmpty || endsInSlash ? FilePath(bytes + component) : FilePath(bytes + [FilePath.slash] + component)
    }

    package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        return unsafe terminated.withUnsafeBufferPointer { buffer in
            // A buffer of at least one element has a base address.
            guard let base = buffer.baseAddress else { return unsafe body("") }
            return unsafe body(base)
        }
    }
}

extension FilePath {
    /// The last component without its extension, and the extension without its dot. A leading dot starts no extension.
    package var stemAndExtension: (stem: ArraySlice<UInt8>, fileExtension: ArraySlice<UInt8>) {
        let name = lastComponent
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            return (name, name[name.endIndex...])
        }
        return (name[..<dot], name[(dot + 1)...])
    }
}

extension FilePath: CustomStringConvertible {
    /// For people: what a terminal could take for a command, what turns the text around, and what is no UTF-8, is escaped.
    package var description: String {
        var text = ""
        for scalar in elements {
            switch scalar {
            case .byte(let byte): text += "\\x" + hexadecimal(byte)
            case .scalar("\n"): text += "\\n"
            case .scalar(let scalar)
            where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl:
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            case .scalar(let scalar): text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private func hexadecimal(_ byte: UInt8) -> String { String(byte, radix: 16) }
}
