internal import ImagePrep
internal import SystemFiles

/// Bounds how many files of one kind are open at a time, so that many jobs wait for each other's where few are allowed.
///
/// Nobody waits at one gate and holds a place of the same, and who holds a place waits for nothing that another needs a place
/// for; so each place comes free.
final class DescriptorGate: Sendable {
    /// Inputs that are being read, and outputs that are looked at: a quarter of all files. Another quarter is that of files
    /// without a name, see `UnnamedFile`, and a last one is for the rest.
    static let reading = DescriptorGate(placeCount: max(1, OpenFiles.limit / 4))
    static let writing = DescriptorGate(placeCount: max(1, OpenFiles.limit / 4))

    private let freeCount: ConditionLock<Int>

    init(placeCount: Int) { freeCount = ConditionLock(placeCount) }

    /// Waits until there is a place.
    func enter() -> DescriptorPlace {
        waitForPlace()
        return DescriptorPlace(gate: self)
    }

    /// Calls `body` with a place held.
    func pass<Result>(_ body: () throws(SystemError) -> Result) throws(SystemError) -> Result {
        waitForPlace()
        defer { leave() }
        return try body()
    }

    private func waitForPlace() {
        freeCount.wait { (count: inout Int) -> Void? in
            guard count > 0 else { return nil }
            count -= 1
            return ()
        }
    }

    fileprivate func leave() { freeCount.change { $0 += 1 } }
}

/// A place at a gate, for as long as this value lasts.
struct DescriptorPlace: ~Copyable, Sendable {
    fileprivate let gate: DescriptorGate

    deinit { gate.leave() }
}
