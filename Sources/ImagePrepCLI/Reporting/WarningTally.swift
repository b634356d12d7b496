/// How often which kind of warning came; two are of one kind where only numbers in them differ.
struct WarningTally {
    private var kinds: [String: (example: String, count: Int)] = [:]
    /// More are not told apart, as names in warnings may make each its own.
    private static let mostKinds = 1000
    /// So many of a kind are worth a line each.
    private static let mostLinesOfKind = 10

    private(set) var count = 0

    /// What a terminal gets of it.
    enum Telling {
        case line
        /// The last one of its kind that gets a line.
        case lastLine
        case nothing
    }

    mutating func add(_ warning: String) -> Telling {
        count += 1
        let kind = warning.filter { !$0.isNumber }
        guard kinds[kind] != nil || kinds.count < WarningTally.mostKinds else { return .nothing }
        let number = (kinds[kind]?.count ?? 0) + 1
        kinds[kind] = (kinds[kind]?.example ?? warning, number)
        if number > WarningTally.mostLinesOfKind { return .nothing }
        return number == WarningTally.mostLinesOfKind ? .lastLine : .line
    }

    /// The three most frequent kinds, each with its first warning.
    var mostFrequent: [(example: String, count: Int)] {
        Array(kinds.values.sorted { ($1.count, $0.example) < ($0.count, $1.example) }.prefix(3))
    }
}
