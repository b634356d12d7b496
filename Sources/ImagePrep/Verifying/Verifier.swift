/// Holds a file against the promise, by its structure alone.
struct Verifier {
    let options: PrepareOptions

    func breaches(of file: Span<UInt8>) -> [Breach] { [] }
}
