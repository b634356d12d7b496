import CAllocationFaults
import ImagePrep

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `AllocationFaults FIXTURES`: refuses each allocation that the codecs ask for while they work on an image, one in turn,
/// and then that one and all after it.
///
/// Every time there must come an error that says that memory ran out, or the very result that comes with memory; nothing
/// may be left allocated, and the same workspace must do the same image well afterwards. Ends with 1 where that is not so.
@main
enum AllocationFaults {
    static func main() throws {
        guard faults_available() else { return print("not available: no glibc, or a sanitizer's allocator") }
        guard CommandLine.arguments.count > 1 else { return print("usage: AllocationFaults FIXTURES") }
        var isSound = true
        for work in Work.all {
            let file = try bytes(of: CommandLine.arguments[1] + "/" + work.file)
            let input = work.addsLookupProfile ? LookupProfile.put(into: file) : file
            if !check(work, input) { isSound = false }
        }
        exit(isSound ? 0 : 1)
    }

    private static func check(_ work: Work, _ input: [UInt8]) -> Bool {
        // Twice, as what the libraries keep for good is theirs.
        _ = work.run(input)
        let expected = work.run(input)
        faults_begin(0, false)
        _ = work.run(input)
        let calm = faults_end()
        var (faults, outcomes) = (calm.left == 0 ? [] : ["\(calm.left) left"], [Outcome: Int]())
        for number in stride(from: Int64(1), through: calm.asked, by: 1) {
            for refusesAllAfter in [false, true] {
                let (outcome, fault) = refuse(number, refusesAllAfter, work, input, expected)
                outcomes[outcome, default: 0] += 1
                if let fault {
                    faults.append("allocation \(number)\(refusesAllAfter ? " and all after" : ""): \(fault)")
                }
            }
        }
        let told = "\(outcomes[.outOfMemory] ?? 0) ran out of memory, \(outcomes[.asExpected] ?? 0) did without"
        print("\(work.name) \(work.file): \(calm.asked) allocations, each refused twice: \(told)")
        for fault in faults { print("  \(fault)") }
        return faults.isEmpty
    }

    private enum Outcome { case outOfMemory, asExpected, other }

    private static func refuse(
        _ number: Int64, _ allAfter: Bool, _ work: Work, _ input: [UInt8], _ expected: Work.Result
    ) -> (Outcome, fault: String?) {
        let (refused, again, record) = work.run(input) { faults_begin(number, allAfter) }
        let by = unsafe String(cString: faults_refused_to())
        let outcome: Outcome =
            switch refused {
            case .failure(.outOfMemory): .outOfMemory
            case expected: .asExpected
            default: .other
            }
        if outcome == .other { return (outcome, "\(refused.displayName) instead, refused to '\(by)'") }
        if record.left != 0 { return (outcome, "\(record.left) left, refused to '\(by)'") }
        return (outcome, again == expected ? nil : "afterwards \(again.displayName)")
    }
}

/// A whole file.
private func bytes(of path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw ImagePrepError.malformed("\(path) cannot be read") }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}
