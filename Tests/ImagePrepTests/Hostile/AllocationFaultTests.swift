import Foundation
import Testing

/// Tests/AllocationFaults says what it does, and prints what is not as it should be.
@Suite(.enabled(if: Program.allocationFaults != nil, "needs glibc, and no sanitizer"))
struct AllocationFaultTests {
    @Test func `whichever allocation of a codec is refused, there is an error and nothing is left behind`() throws {
        let output = try #require(Program.allocationFaults).run(Checkout.fixtures.path, input: [])
        #expect(output.status == 0, "\(String(decoding: output.bytes, as: UTF8.self))")
        // Of the 19 kinds of work only rewriting a JPEG asks for nothing.
        let lines = String(decoding: output.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count { $0.contains("allocations, each refused twice") } == 19)
        #expect(lines.count { $0.contains(": 0 allocations") } == 1)
    }
}

extension Program {
    /// Beside the tests' own binary, where it can refuse allocations at all.
    fileprivate static let allocationFaults: Program? = {
        guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
        let program = Program(
            path: URL(filePath: own).deletingLastPathComponent().appending(path: "AllocationFaults").path)
        guard let output = try? program.run(input: []) else { return nil }
        return String(decoding: output.bytes, as: UTF8.self).hasPrefix("usage") ? program : nil
    }()
}
