extension ServicePreset {
    /// How many bytes a service takes, and how it counts them.
    public struct ByteLimit: Sendable, Hashable {
        /// The number in the document.
        public var byteCount: Int
        /// What is counted.
        public var counted: Counting
        /// Whether that very number is still taken.
        public var bound: Bound

        /// What a service counts.
        public enum Counting: String, Sendable, Hashable, CaseIterable {
            /// The bytes of the file.
            case file
            /// The characters of base64, four for each three bytes that were begun.
            case base64
        }

        /// How a document puts a limit.
        public enum Bound: String, Sendable, Hashable, CaseIterable {
            case atMost, lessThan
        }

        /// A limit of so many bytes.
        public init(_ byteCount: Int, counted: Counting = .file, bound: Bound = .atMost) {
            self.byteCount = byteCount
            self.counted = counted
            self.bound = bound
        }

        /// The most bytes that a file may have.
        public var largestFile: Int {
            let most = bound == .atMost ? byteCount : byteCount - 1
            return counted == .file ? most : most / 4 * 3
        }

        /// The most bytes that each of so many files may have where they share the limit, with 4,000 bytes left for what else
        /// is in the request.
        func largestFile(of count: Int) -> Int {
            let share = ByteLimit(max(0, byteCount - 4_000) / max(1, count), counted: counted, bound: bound)
            return share.largestFile
        }
    }
}
