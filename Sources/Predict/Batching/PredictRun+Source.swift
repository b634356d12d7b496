extension PredictRun {
    /// The inputs with their positions, one of them looked at ahead.
    struct Source {
        private var iterator: AnyIterator<PredictInput>
        private var ahead: PredictInput?
        private var position = 0

        init(_ inputs: some Sequence<PredictInput>) {
            iterator = AnyIterator(inputs.makeIterator())
            ahead = iterator.next()
        }

        var isAtEnd: Bool { ahead == nil }

        func peek() -> (Int, PredictInput)? { ahead.map { (position, $0) } }

        mutating func advance() {
            ahead = iterator.next()
            position += 1
        }

        mutating func next() -> (Int, PredictInput)? {
            defer { if ahead != nil { advance() } }
            return peek()
        }
    }
}
