/// One way in which a file falls short of the promise.
public struct Breach: Sendable, Hashable, CustomStringConvertible {
    /// A stable name for reports, such as `orientation` or `trailer`.
    public var code: String
    /// A full sentence with the numbers in it.
    public var description: String

    package init(code: String, description: String) {
        self.code = code
        self.description = description
    }
}
