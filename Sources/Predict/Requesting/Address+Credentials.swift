extension String {
    /// With `***` in place of the user and password of every address in it: what is printed, logged or reported must not
    /// show them.
    package var hidingCredentials: String {
        guard contains("://") else { return self }
        var shown = ""
        var rest = self[...]
        while let scheme = rest.firstRange(of: "://") {
            shown += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            guard let at = rest.endOfCredentials else { continue }
            shown += "***"
            rest = rest[at...]
        }
        return shown + rest
    }
}

extension Substring {
    /// The at sign behind the credentials of an address whose scheme was cut off.
    fileprivate var endOfCredentials: Index? {
        let word = prefix { !$0.isWhitespace && $0 != "\"" }
        let authority = word.prefix { !"/?#\\".contains($0) }
        if let at = authority.lastIndex(of: "@") { return at }
        // A password that holds a slash unescaped: what stands behind the colon is no port then.
        guard !authority.hasPrefix("["), let colon = authority.firstIndex(of: ":") else { return nil }
        let port = authority[authority.index(after: colon)...]
        return port.allSatisfy(\.isNumber) ? nil : word.lastIndex(of: "@")
    }
}
