import ImagePrep
import Testing

struct PrepareAllTests {
    private static let files = ["jpeg/444-mcu-o1.jpg", "jpeg/420-mcu-o6.jpg", "metadata/app1-other.jpg"]

    private struct Unloadable: Error {}

    private func items(count: Int) throws -> [BatchItem<Int>] {
        let inputs = try PrepareAllTests.files.map(Fixture.named)
        return (0..<count).map { number in BatchItem(id: number, bytes: inputs[number % inputs.count]) }
    }

    @Test(arguments: [1, 3])
    func `results come in input order and are those of one at a time`(workerCount: Int) async throws {
        var options = BatchOptions()
        options.workerCount = workerCount
        let preparer = ImagePreparer()
        let alone = try PrepareAllTests.files.map { file throws in try prepared(Fixture.named(file), by: preparer).bytes
        }
        var ids: [Int] = []
        for await result in preparer.prepareAll(try items(count: 60), options: options) {
            ids.append(result.id)
            #expect(try result.result.get().bytes == alone[result.id % alone.count])
        }
        #expect(ids == Array(0..<60))
    }

    @Test func `as they finish, every result comes once`() async throws {
        var options = BatchOptions()
        options.order = .completion
        var ids: Set<Int> = []
        for await result in ImagePreparer().prepareAll(try items(count: 60), options: options) {
            #expect(ids.insert(result.id).inserted)
        }
        #expect(ids == Set(0..<60))
    }

    @Test func `one bad input and one that cannot be loaded do not stop the others`() async throws {
        var items = try items(count: 10)
        items[3] = BatchItem(id: 3, bytes: [1, 2, 3])
        items[5] = BatchItem(id: 5) { throw Unloadable() }
        var failed: [Int: any Error] = [:]
        var count = 0
        for await result in ImagePreparer().prepareAll(items) {
            count += 1
            do { _ = try result.result.get() } catch { failed[result.id] = error }
        }
        #expect(count == 10)
        #expect(failed.keys.sorted() == [3, 5])
        #expect((failed[3] as? ImagePrepError)?.code == "notAnImage")
        #expect(failed[5] is Unloadable)
    }

    @Test func `inputs are loaded only as fast as results are fetched`() async throws {
        var options = BatchOptions()
        options.workerCount = 2
        let bytes = try Fixture.named(PrepareAllTests.files[0])
        let loaded = ConditionLock(0)
        let items = (0..<100).lazy.map { number in
            BatchItem(id: number, byteCount: bytes.count) {
                loaded.change { $0 += 1 }
                return bytes
            }
        }
        var fetched = 0
        for await _ in ImagePreparer().prepareAll(items, options: options) {
            fetched += 1
            // Two for each worker, and the one that is being looked at.
            #expect(loaded.change { $0 } <= fetched + 4)
        }
        #expect(fetched == 100)
    }

    @Test func `a batch that is given up loads no more`() async throws {
        let bytes = try Fixture.named(PrepareAllTests.files[0])
        let loaded = ConditionLock(0)
        let items = (0..<1000).lazy.map { number in
            BatchItem(id: number) {
                loaded.change { $0 += 1 }
                return bytes
            }
        }
        let task = Task {
            var fetched = 0
            for await _ in ImagePreparer().prepareAll(items) {
                fetched += 1
                if fetched == 5 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
            }
            return fetched
        }
        #expect(await task.value <= 6)
        #expect(loaded.change { $0 } < 100)
    }

    @Test func `an image that needs more than the batch may use is an error`() async throws {
        var options = BatchOptions()
        options.memoryBytes = 1000
        for await result in ImagePreparer().prepareAll(
            [BatchItem(id: 0, bytes: try Fixture.named("jpeg/420-mcu-o6.jpg"))], options: options)
        {
            #expect(throws: ImagePrepError.self) { try result.result.get() }
        }
    }

    /// The synchronous one, which an asynchronous caller cannot name.
    private func prepared(_ bytes: [UInt8], by preparer: ImagePreparer) throws -> PreparedImage {
        try preparer.prepare(bytes)
    }
}

struct AsyncPrepareTests {
    @Test func `many at a time give what one at a time gives`() async throws {
        let bytes = try Fixture.named("jpeg/420-mcu-o6.jpg")
        let expected = try await ImagePreparer().prepare(bytes).bytes
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask { (try? await ImagePreparer().prepare(bytes).bytes) == expected }
            }
            for await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func `a cancelled task throws cancelled`() async throws {
        let bytes = try Fixture.named("jpeg/420-mcu-o6.jpg")
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            _ = try await ImagePreparer().prepare(bytes)
        }
        await #expect(throws: ImagePrepError.cancelled) { try await task.value }
    }

    @Test func `errors are those of the synchronous one`() async {
        await #expect(throws: ImagePrepError.self) { try await ImagePreparer().prepare([]) }
    }
}
