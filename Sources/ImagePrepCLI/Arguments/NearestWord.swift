extension String {
    /// The word that this one most likely stands for: a few letters away, or one that it begins; nil where none is near.
    func nearest(of words: [String]) -> String? {
        let near = words.map { (word: $0, distance: distance(to: $0)) }.min { $0.distance < $1.distance }
        if let near, near.distance <= max(1, near.word.count / 3) { return near.word }
        return count >= 3 ? words.first { $0.hasPrefix(self.lowercased()) } : nil
    }

    /// How many letters have to be put in, left out, replaced or exchanged with their neighbor, capitals aside.
    private func distance(to other: String) -> Int {
        let (own, other) = (Array(lowercased()), Array(other))
        // Files have longer names than commands.
        guard own.count <= 2 * other.count else { return own.count }
        var rows = [Array(0...other.count)]
        for (i, letter) in own.enumerated() {
            var row = [i + 1]
            for j in other.indices {
                var least = Swift.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (letter == other[j] ? 0 : 1))
                if i > 0, j > 0, letter == other[j - 1], own[i - 1] == other[j] {
                    least = Swift.min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[own.count][other.count]
    }
}
