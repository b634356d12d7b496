import ImagePrep
import Testing

/// A rewrite of an array that was given up: the same bytes, in the same memory.
@Suite struct RewritingWithinInputTests {
    private func rewrittenWithin(_ input: consuming [UInt8]) throws -> PreparedImage {
        let context = PreparationContext()
        let preparer = ImagePreparer()
        let analysis = try preparer.analyze(input.span, in: context)
        return try preparer.execute(analysis, consuming: input, in: context)
    }

    /// As the command and a batch do it.
    private func preparedInBatch(_ input: consuming [UInt8]) throws -> PreparedImage {
        let memoryBudget = MemoryBudget(totalBytes: 1 << 30)
        return try ImagePreparer().prepare(input, admittedBy: memoryBudget, in: PreparationContext())
    }

    private func address(_ bytes: borrowing [UInt8]) -> UInt {
        unsafe bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }

    @Test func `every rewrite within the input's memory gives the same bytes`() throws {
        var withinCount = 0
        for (fixture, input, output) in RewritingTests.prepared where output.receipt.route == .rewrite {
            let copy = input.map { $0 }
            let before = address(copy)
            let result = try rewrittenWithin(consume copy)
            #expect(result.bytes == output.bytes, "\(fixture.file)")
            withinCount += address(result.bytes) == before ? 1 : 0
        }
        #expect(withinCount >= 20)
    }

    @Test func `a batch gives the input's memory on`() throws {
        var withinCount = 0
        for (fixture, input, output) in RewritingTests.prepared where output.receipt.route == .rewrite {
            let copy = input.map { $0 }
            let before = address(copy)
            let result = try preparedInBatch(consume copy)
            #expect(result.bytes == output.bytes, "\(fixture.file)")
            withinCount += address(result.bytes) == before ? 1 : 0
        }
        #expect(withinCount >= 20)
    }

    @Test func `an array that somebody else holds stays as it was`() throws {
        let (_, input, output) = try #require(
            RewritingTests.prepared.first { $0.output.receipt.route == .rewrite })
        let expected = input.map { $0 }
        let held = input
        #expect(try rewrittenWithin(held).bytes == output.bytes)
        #expect(input == expected)
    }

    @Test func `what is left of a file with a long tail does not hold the tail's memory`() throws {
        let (_, input, output) = try #require(
            RewritingTests.prepared.first { $0.output.receipt.route == .rewrite })
        let result = try rewrittenWithin(input + [UInt8](repeating: 0, count: input.count * 3))
        #expect(result.bytes == output.bytes)
        #expect(result.bytes.capacity < input.count * 2)
    }

    @Test func `segments fit exactly where writing one overwrites none that is still to be read`() {
        var random = SeededGenerator(seed: 1)
        var counts = [false: 0, true: 0]
        for _ in 0..<3_000 {
            let fileByteCount = Int.random(in: 1...64, using: &random)
            let file = (0..<fileByteCount).map { UInt8($0) }
            let strippedFile = StrippedFile.random(of: fileByteCount, using: &random)
            guard (fileByteCount - fileByteCount / 4...fileByteCount).contains(strippedFile.byteCount) else {
                #expect(!strippedFile.fits(within: fileByteCount))
                continue
            }
            let isSafe = strippedFile.canBeWrittenInOrder(over: fileByteCount)
            #expect(strippedFile.fits(within: fileByteCount) == isSafe, "\(strippedFile.segments) of \(fileByteCount)")
            counts[isSafe, default: 0] += 1
            guard isSafe else { continue }
            #expect(strippedFile.assembled(within: file) == strippedFile.assembled(from: file.span))
        }
        #expect(counts.values.allSatisfy { $0 > 50 })
    }
}

extension StrippedFile {
    /// Ascending ranges, with bytes of its own here and there.
    fileprivate static func random(of fileByteCount: Int, using random: inout some RandomNumberGenerator)
        -> StrippedFile
    {
        var strippedFile = StrippedFile()
        var position = 0
        while position < fileByteCount {
            if Int.random(in: 0..<3, using: &random) == 0 {
                strippedFile.append([UInt8](repeating: 255, count: Int.random(in: 1...4, using: &random)))
            }
            let start = Swift.min(fileByteCount, position + Int.random(in: 0...4, using: &random))
            let end = Swift.min(fileByteCount, start + Int.random(in: 1...24, using: &random))
            strippedFile.append(start..<end)
            position = end
        }
        return strippedFile
    }

    /// The same question asked byte by byte: is every byte read before it is overwritten?
    fileprivate func canBeWrittenInOrder(over fileByteCount: Int) -> Bool {
        var isOverwritten = [Bool](repeating: false, count: fileByteCount)
        var written = 0
        for segment in segments {
            if case .input(let range) = segment {
                // A segment is moved as a whole, so it has to be whole before.
                guard !range.contains(where: { isOverwritten[$0] }) else { return false }
            }
            guard written + segment.byteCount <= fileByteCount else { return false }
            for position in written..<written + segment.byteCount { isOverwritten[position] = true }
            written += segment.byteCount
        }
        return true
    }
}
