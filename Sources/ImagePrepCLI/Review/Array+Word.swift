extension [UInt8] {
    /// Whether these characters, of ASCII and at least one, stand in it; one look at a byte of what has none.
    func contains(word: String) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first, count >= word.count else { return false }
        for start in 0...count - word.count where self[start] == first {
            if self[start..<start + word.count].elementsEqual(word) { return true }
        }
        return false
    }
}
