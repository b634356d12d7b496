import Foundation
import Testing

@testable import SystemFiles

/// Files on their way to their final names. One after the other: how many may wait without a name is counted for the process.
@Suite(.serialized)
struct TemporaryFileTests {
    private let bytes = (0..<70_000).map { UInt8($0 % 251) }
    private let folder: Folder
    private var path: FilePath { FilePath(folder.url.path) }

    init() throws { folder = try Folder() }

    @Test func `a file is whole under its final name, and alone`() throws {
        let file = try TemporaryFile(bytes, in: path, modified: nil)
        try file.move(to: path.appending("a.jpg".utf8))
        #expect(folder.files() == ["a.jpg"])
        #expect(try folder.bytes("a.jpg") == bytes)
    }

    @Test func `a file takes the place of the one that has its name`() throws {
        try folder.add("a.jpg", Array("before".utf8))
        try folder.add("untouched.jpg", Array("before".utf8))
        try FileManager.default.createSymbolicLink(
            at: folder.url.appending(path: "link.jpg"), withDestinationURL: folder.url.appending(path: "untouched.jpg"))
        for name in ["a.jpg", "link.jpg"] {
            try TemporaryFile(bytes, in: path, modified: nil).move(to: path.appending(name.utf8))
            #expect(try folder.bytes(name) == bytes)
        }
        #expect(folder.files() == ["a.jpg", "link.jpg", "untouched.jpg"])
        #expect(try folder.bytes("untouched.jpg") == Array("before".utf8))
    }

    @Test func `a note is there until the file is changed, and moves with it`() throws {
        try TemporaryFile(bytes, in: path, modified: nil, note: "made so").move(to: path.appending("a.jpg".utf8))
        guard path.keepsNotes else { return }
        try FileManager.default.moveItem(
            at: folder.url.appending(path: "a.jpg"), to: folder.url.appending(path: "b.jpg"))
        #expect(try FileDescriptor(reading: path.appending("b.jpg".utf8)).note() == "made so")
        #expect(try folder.bytes("b.jpg") == bytes)
        let file = try FileHandle(forWritingTo: folder.url.appending(path: "b.jpg"))
        try file.write(contentsOf: Data(bytes.reversed()))
        try file.close()
        #expect(try FileDescriptor(reading: path.appending("b.jpg".utf8)).note() == nil)
    }

    @Test func `a file that must not replace another leaves that and nothing of itself`() throws {
        try folder.add("a.jpg", Array("before".utf8))
        let taken = #expect(throws: SystemError.self) {
            try TemporaryFile(bytes, in: path, modified: nil).moveWithoutReplacing(to: path.appending("a.jpg".utf8))
        }
        #expect(taken?.isExisting == true)
        try TemporaryFile(bytes, in: path, modified: nil).moveWithoutReplacing(to: path.appending("b.jpg".utf8))
        #expect(folder.files() == ["a.jpg", "b.jpg"])
        #expect(try folder.bytes("a.jpg") == Array("before".utf8))
        #expect(try folder.bytes("b.jpg") == bytes)
    }

    @Test func `an exchange happens with the expected file only`() throws {
        try folder.add("a.jpg", Array("before".utf8))
        let name = path.appending("a.jpg".utf8)
        let expected = try FileStatus(of: name)
        try folder.add("other.jpg", Array("other".utf8))
        let other = try FileStatus(of: path.appending("other.jpg".utf8))
        #expect(try !TemporaryFile(bytes, in: path, modified: nil).exchange(with: name, expecting: other))
        #expect(try folder.bytes("a.jpg") == Array("before".utf8))
        #expect(try TemporaryFile(bytes, in: path, modified: nil).exchange(with: name, expecting: expected))
        #expect(try folder.bytes("a.jpg") == bytes)
        #expect(folder.files() == ["a.jpg", "other.jpg"])
    }

    @Test func `what is not moved leaves nothing`() throws {
        do { try TemporaryFile(bytes, in: path, modified: nil).remove() }
        #expect(folder.files().isEmpty)
    }

    @Test func `a folder stays in the way, and nothing else is left`() throws {
        try folder.add("a.jpg/x", bytes)
        let file = try TemporaryFile(bytes, in: path, modified: nil)
        #expect(throws: SystemError.self) { try file.move(to: path.appending("a.jpg".utf8)) }
        #expect(folder.files() == ["a.jpg/x"])
    }

    @Test func `more files wait than descriptors are kept open`() throws {
        let names = (0..<600).map { "\($0).jpg" }
        let files = try names.map { ($0, try TemporaryFile(Array($0.utf8), in: path, modified: nil)) }
        for (name, file) in files { try file.move(to: path.appending(name.utf8)) }
        #expect(folder.files() == names.sorted())
        for name in names { #expect(try folder.bytes(name) == Array(name.utf8)) }
    }

    #if os(Linux)
    private static var isMemoryAnotherFileSystem: Bool {
        let memory = try? FileStatus(of: FilePath("/dev/shm"))
        let temporary = try? FileStatus(of: FilePath(FileManager.default.temporaryDirectory.path))
        return memory != nil && memory?.identity.device != temporary?.identity.device
    }

    @Test(.enabled(if: Self.isMemoryAnotherFileSystem))
    func `what cannot be linked is written once more, its time too`() throws {
        // No link leads from one file system to another: it is refused as a security policy would.
        let time = try FileStatus(of: FilePath("/")).modified
        let file = try TemporaryFile(bytes, in: FilePath("/dev/shm"), modified: time)
        try file.move(to: path.appending("a.jpg".utf8))
        #expect(folder.files() == ["a.jpg"])
        #expect(try folder.bytes("a.jpg") == bytes)
        #expect(try FileStatus(of: path.appending("a.jpg".utf8)).modified == time)
    }
    #endif
}
