import Foundation
import Testing

struct FaultTests {
    private static let isRoot = getuid() == 0

    @Test func `a pipe that is named is read to its end, even where its writer comes later`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        _ = try folder.imageprep("prepare", "a.jpg", "--output", "expected.jpg")
        let script = """
            mkfifo pipe; (sleep 0.3; exec cat a.jpg >pipe) &
            "$imageprep" prepare pipe --output b.jpg; status=$?; wait; exit $status
            """
        #expect(try Command.shell(script, in: folder).status == 0)
        #expect(try folder.bytes("b.jpg") == folder.bytes("expected.jpg"))
        // As bash and zsh have it for <(command).
        let anonymous = "cat a.jpg | { exec 9<&0; \"$imageprep\" prepare /dev/fd/9 --output c.jpg </dev/null; }"
        #expect(try Command.shell(anonymous, in: folder).status == 0)
        #expect(try folder.bytes("c.jpg") == folder.bytes("expected.jpg"))
        let inspected = "cat a.jpg | { exec 9<&0; \"$imageprep\" inspect /dev/fd/9 </dev/null; }"
        #expect(try Command.shell(inspected, in: folder).status == 0)
    }

    @Test func `a pipe that is to be the output stays one`() throws {
        let folder = try Folder()
        try folder.add("in.jpg", Sample.fixture(Sample.jpeg))
        let path = folder.url.appending(path: "out.jpg").path
        unsafe mkfifo(path, 0o600)
        let output = try folder.imageprep("prepare", "in.jpg", "--output", "out.jpg")
        #expect(output.status == 74)
        #expect(output.standardError.contains("it is a pipe"))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType != .typeRegular)
    }

    @Test func `the report is not where the image goes`() throws {
        let folder = try Folder()
        try folder.add("in.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("prepare", "in.jpg", "--output", "o.jpg", "--report", "o.jpg").status == 64)
        #expect(folder.files(below: ".").contains("o.jpg") == false)
    }

    @Test func `in a folder pipes, links to nowhere and links that go round are skipped`() throws {
        let folder = try Folder()
        try folder.add("in/sub/a.jpg", Sample.fixture(Sample.turnedJPEG))
        unsafe mkfifo(folder.url.appending(path: "in/pipe.jpg").path, 0o600)
        let manager = FileManager.default
        let inside = folder.url.appending(path: "in").path
        try manager.createSymbolicLink(atPath: inside + "/sub/loop", withDestinationPath: "..")
        try manager.createSymbolicLink(atPath: inside + "/self", withDestinationPath: "self")
        try manager.createSymbolicLink(atPath: inside + "/nowhere.jpg", withDestinationPath: "missing")
        let output = try folder.imageprep("prepare", "in", "--output", "out")
        // A link that is called an image is one that somebody misses.
        #expect(output.status == 1)
        #expect(output.standardError.contains("in/nowhere.jpg: "))
        #expect(folder.files(below: "out") == ["sub/a.jpg"])
        #expect(output.standardError.contains("3 skipped"))
    }

    @Test func `links that double at every level are not followed without end, and nothing is lost`() throws {
        let folder = try Folder()
        let manager = FileManager.default
        try folder.add("d0/a.jpg", Sample.fixture(Sample.turnedJPEG))
        for level in 1...28 {
            let path = folder.url.appending(path: "d\(level)").path
            try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
            for name in ["a", "b"] {
                try manager.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: "../d\(level - 1)")
            }
        }
        let output = try folder.imageprep("prepare", "d28", "--output", "out")
        #expect(output.status == 0)
        #expect(folder.files(below: "out").count == 8)
        // Both links to one folder, and the folder itself, behind them by name.
        try manager.createDirectory(atPath: folder.url.path + "/few", withIntermediateDirectories: false)
        for name in ["a", "b"] {
            try manager.createSymbolicLink(atPath: folder.url.path + "/few/" + name, withDestinationPath: "../d0")
        }
        _ = try folder.imageprep("prepare", "few", "--output", "both")
        #expect(folder.files(below: "both") == ["a/a.jpg", "b/a.jpg"])
    }

    @Test func `a folder is entered by its own name however many links led to it`() throws {
        let folder = try Folder()
        try folder.add("in/z/a.jpg", Sample.fixture(Sample.turnedJPEG))
        for number in 0..<12 {
            try FileManager.default.createSymbolicLink(
                atPath: folder.url.path + "/in/l\(number)", withDestinationPath: "z")
        }
        let output = try folder.imageprep("prepare", "in", "--output", "out")
        #expect(output.standardError.contains("4 skipped"))
        #expect(folder.files(below: "out").count == 9)
        #expect(folder.exists("out/z/a.jpg"))
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `the first signal ends waiting for standard input, and for a reader of the report`(
        signal: Int32, status: Int32
    ) throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        unsafe mkfifo(folder.url.appending(path: "pipe").path, 0o600)
        for script in [
            // A pipe that is open for writing too never ends.
            "exec 3<>pipe; echo >ready; exec \"$imageprep\" prepare - --output b.jpg <&3",
            "echo >ready; exec \"$imageprep\" prepare a.jpg --output b.jpg --report pipe",
            "echo >ready; exec \"$imageprep\" prepare pipe --output b.jpg",
        ] {
            let command = try Command.startShell(script, in: folder)
            while !folder.exists("ready") { Thread.sleep(forTimeInterval: 0.005) }
            Thread.sleep(forTimeInterval: 0.5)
            command.send(signal)
            #expect(try command.wait().status == status, "\(script)")
            try FileManager.default.removeItem(at: folder.url.appending(path: "ready"))
        }
        #expect(!folder.exists("b.jpg"))
    }

    @Test func `a report goes through a pipe to whoever reads it, even later`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let script = """
            mkfifo pipe; (sleep 0.3; exec cat pipe >read.jsonl) &
            "$imageprep" prepare a.jpg --output b.jpg --report pipe; status=$?; wait; exit $status
            """
        #expect(try Command.shell(script, in: folder).status == 0)
        #expect(try folder.report("read.jsonl").count == 1)
    }

    @Test(.enabled(if: Self.canBeNobody, "root may read and write everything, and there is no setpriv"))
    func `an unreadable file fails by itself, a read-only folder is 74`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.jpg", Sample.fixture(Sample.jpeg))
        try folder.openToAll()
        unsafe chmod(folder.url.appending(path: "in/a.jpg").path, 0)
        #expect(try asNobody(folder, "prepare", "in", "--output", "out", "--report", "report.jsonl").status == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "inputUnreadable")
        #expect(folder.files(below: "out") == ["b.jpg"])
        unsafe chmod(folder.url.appending(path: "out").path, 0o555)
        let output = try asNobody(folder, "prepare", "in/b.jpg", "--output", "out/c.jpg")
        #expect(output.status == 74)
        #expect(folder.files(below: "out") == ["b.jpg"])
    }

    @Test(.enabled(if: Self.canBeNobody, "root may read and write everything, and there is no setpriv"))
    func `a folder that may be listed but not entered fails, and is not passed over`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/closed/b.jpg", Sample.fixture(Sample.jpeg))
        try folder.openToAll()
        unsafe chmod(folder.url.appending(path: "in/closed").path, 0o744)
        for arguments in [["prepare", "in", "--output", "out", "--report", "report.jsonl"], ["verify", "in"]] {
            #expect(try asNobody(folder, arguments).status == 1, "\(arguments)")
        }
        let failed = try folder.report().filter { $0["status"] as? String == "failed" }
        #expect(failed.map { $0["input"] as? String } == ["in/closed/b.jpg"])
        unsafe chmod(folder.url.appending(path: "in/closed").path, 0o777)
    }

    @Test func `paths that are too long for the system fail, and are not passed over`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        let script = """
            cd in; name=$(printf %0250d 1)
            for depth in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do mkdir $name; cd -P $name || exit 9; done
            : >b.jpg; cd '\(folder.url.path)'
            "$imageprep" prepare in --output out
            """
        let output = try Command.shell(script, in: folder)
        #expect(output.status == 1)
        #expect(output.standardError.contains("too long"))
        _ = try Command.shell("rm -r in", in: folder)
    }

    @Test func `--skip-existing reads no output that is over the limits`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("out/a.jpg", [0xFF, 0xD8, 0xFF])
        // Sparse; in memory it would be as large as it says.
        let script = """
            truncate -s 200G out/a.jpg
            "$imageprep" prepare in --output out --skip-existing && "$imageprep" verify out
            """
        #expect(try Command.shell(script, in: folder).status == 0)
    }

    /// Permissions do not hold for root, as whom tests often run in containers.
    private static let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    private static let canBeNobody: Bool = {
        guard isRoot else { return true }
        let folder = FileManager.default.temporaryDirectory
        let arguments = Array(nobody.dropFirst()) + [Command.path, "--version"]
        return (try? Command.start(nobody[0], arguments, in: folder).wait().status) == 0
    }()

    private func asNobody(_ folder: Folder, _ arguments: String...) throws -> Command.Output {
        try asNobody(folder, arguments)
    }

    private func asNobody(_ folder: Folder, _ arguments: [String]) throws -> Command.Output {
        guard Self.isRoot else { return try Command.run(arguments, in: folder.url) }
        let rest = Array(Self.nobody.dropFirst()) + [Command.path] + arguments
        return try Command.start(Self.nobody[0], rest, in: folder.url).wait()
    }

    @Test func `inputs that vanish during a batch fail by themselves`() throws {
        let folder = try Folder()
        let expected = try manyImages(folder)
        let command = try start(folder)
        try FileManager.default.removeItem(at: folder.url.appending(path: "in/9"))
        let output = try command.wait()
        let report = try folder.report()
        let failed = report.filter { $0["status"] as? String == "failed" }
        #expect(report.count == 1000)
        for line in failed { #expect((line["error"] as? [String: Any])?["code"] as? String == "inputMissing") }
        #expect(output.status == (failed.isEmpty ? 0 : 1))
        let made = folder.files(below: "out")
        #expect(made.count == 1000 - failed.count)
        for file in made { #expect(try folder.bytes("out/\(file)") == expected) }
    }

    @Test func `an input that is written while it is read is prepared whole or not at all`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("expected-in.jpg", image)
        _ = try folder.imageprep("prepare", "expected-in.jpg", "--output", "expected.jpg")
        let expected = try folder.bytes("expected.jpg")
        for number in 0..<200 { try folder.add("in/\(number).jpg", image) }
        let command = try Command.start(
            Command.path, ["prepare", "in", "--output", "out", "--report", "report.jsonl"], in: folder.url)
        // In place, so that a reader meets empty files and halves.
        var number = 199
        while command.process.isRunning {
            let file = try FileHandle(forWritingTo: folder.url.appending(path: "in/\(number).jpg"))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(image.prefix(image.count / 2)))
            try file.write(contentsOf: Data(image.dropFirst(image.count / 2)))
            try file.close()
            number = number == 0 ? 199 : number - 1
        }
        #expect([0, 1].contains(try command.wait().status))
        let made = folder.files(below: "out")
        for file in made { #expect(try folder.bytes("out/\(file)") == expected) }
        #expect(try folder.report().count { $0["status"] as? String == "prepared" } == made.count)
    }

    @Test func `no name, and no link to a folder, makes an output land outside of the output folder`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.turnedJPEG)
        for name in [
            "in/..jpg", "in/...jpg", "in/~.jpg", "in/-.jpg", "in/a\\..\\b.jpg", "in/%2e%2e%2fc.jpg", "in/.. /d.jpg",
        ] {
            try folder.add(name, image)
        }
        try folder.add("elsewhere/e.jpg", image)
        // A folder that is only linked is not entered, and a linked file is written under its own name.
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.appending(path: "in/linked").path, withDestinationPath: "../elsewhere")
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.appending(path: "in/f.jpg").path, withDestinationPath: "../elsewhere/e.jpg")
        let before = Set(folder.files())
        for input in ["in", "in/../in", "./in/", folder.url.path + "/in"] {
            #expect(try folder.imageprep("prepare", input, "--output", "deep/er/out").status == 0)
        }
        let made = Set(folder.files()).subtracting(before)
        #expect(made.count >= 7)
        for file in made { #expect(file.hasPrefix("deep/er/out/")) }
    }

    @Test func `an output that cannot be written fails alone, with 74`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.jpg", Sample.fixture(Sample.jpeg))
        // A folder stands where the output should.
        try folder.add("out/a.jpg/x", [])
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--report", "report.jsonl")
        #expect(output.status == 74)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "outputUnwritable")
        #expect(folder.files(below: "out") == ["a.jpg/x", "b.jpg"])
    }

    /// Which writes a file of its own before the command begins.
    private static let isUnderThreadSanitizer = unsafe dlsym(nil, "__tsan_init") != nil

    @Test(.disabled(if: Self.isUnderThreadSanitizer, "ThreadSanitizer needs files itself"))
    func `an output that does not fit leaves nothing behind and is 74`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("in/a.jpg", image)
        // What a shell allows files to have stands for a disk that is full.
        let script = "ulimit -f 0; exec '\(Command.path)' prepare in --output out"
        let output = try Command.start("/bin/sh", ["-c", script], in: folder.url).wait()
        #expect(output.status == 74)
        #expect(folder.files() == ["in/a.jpg"])
    }

    /// Copies of one image in `in`, enough that a run takes a while.
    private func manyImages(_ folder: Folder) throws -> [UInt8] {
        let image = try Sample.fixture(Sample.turnedJPEG)
        for number in 0..<1000 { try folder.add("in/\(number % 10)/\(number).jpg", image) }
        _ = try folder.imageprep("prepare", "in/0/0.jpg", "--output", "expected.jpg")
        return try folder.bytes("expected.jpg")
    }

    private func start(
        _ folder: Folder, _ inputs: [String] = ["in"], until count: Int = 20
    ) throws -> RunningCommand {
        // What a run waits for, named among its inputs, so that it does not end before it is made to, however fast it is.
        unsafe mkfifo(folder.url.appending(path: "pipe").path, 0o600)
        let arguments = ["prepare"] + inputs + ["--output", "out", "--report", "report.jsonl", "--jobs", "2"]
        let command = try Command.start(Command.path, arguments, in: folder.url)
        // Until it is at work.
        let deadline = Date(timeIntervalSinceNow: 60)
        while folder.files(below: "out").count < count, Date() < deadline { Thread.sleep(forTimeInterval: 0.005) }
        return command
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143)), (SIGHUP, Int32(129))])
    func `a signal stops a batch with whole files only, and says what is left`(signal: Int32, status: Int32) throws {
        let folder = try Folder()
        let expected = try manyImages(folder)
        let parts = (0..<10).map { "in/\($0)" }
        let command = try start(folder, parts[..<5] + ["pipe"] + parts[5...])
        command.send(signal)
        let output = try command.wait()
        #expect(output.status == status)
        let made = folder.files(below: "out")
        #expect(made.count < 1000)
        for file in made { #expect(try folder.bytes("out/\(file)") == expected) }
        #expect(output.standardError.contains("left"))
        #expect(try folder.report().count == made.count)
    }

    #if os(Linux)
    private static func hasUnnamedFiles(_ folder: String) -> Bool {
        let descriptor = unsafe open(folder, O_RDWR | O_DIRECTORY | 0o20_000_000, 0o600)
        return descriptor >= 0 && close(descriptor) == 0
    }
    #endif

    @Test(arguments: [1, 20, 333, 700])
    func `a kill leaves whole files under final names, and the next run does the rest`(count: Int) throws {
        let folder = try Folder()
        let expected = try manyImages(folder)
        let command = try start(folder, ["in", "pipe"], until: count)
        command.send(SIGKILL)
        #expect(try command.wait().status == 137)
        #if os(Linux)
        // Where outputs have no name before their final one, nothing else is left.
        if Self.hasUnnamedFiles(folder.url.path) {
            #expect(!folder.files(below: "out").contains { $0.contains(".imageprep-") })
        }
        #endif
        for file in folder.files(below: "out") where !file.contains(".imageprep-") {
            #expect(try folder.bytes("out/\(file)") == expected)
        }
        #expect(try folder.imageprep("prepare", "in", "--output", "out", "--skip-existing").status == 0)
        #expect(folder.files(below: "out").filter { !$0.contains(".imageprep-") }.count == 1000)
    }

    #if os(Linux)
    private static let mayUnmount: Bool = {
        guard let folder = try? Folder() else { return false }
        let trial = try? Command.start("/usr/bin/unshare", ["-m", "umount", "-l", "/proc"], in: folder.url).wait()
        return trial?.status == 0
    }()

    /// Which reads /proc itself, and ends the process where it cannot.
    private static let isUnderSanitizer = unsafe dlsym(nil, "__asan_init") != nil || isUnderThreadSanitizer

    @Test(.enabled(if: Self.mayUnmount && !Self.isUnderSanitizer))
    func `without proc, which holds the arguments, nothing passes for done`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let script = "umount -l /proc && exec '\(Command.path)' prepare a.jpg --output b.jpg"
        let output = try Command.start("/usr/bin/unshare", ["-m", "/bin/sh", "-c", script], in: folder.url).wait()
        #expect(output.status == 71)
        #expect(output.standardError.contains("/proc"))
    }
    #endif

    @Test func `a closed standard output is none of the files that are opened`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let script = "exec \"$imageprep\" prepare a.jpg --output - --report report.jsonl >&-"
        #expect(try Command.shell(script, in: folder).status == 74)
        #expect(try folder.report().count == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "outputUnwritable")
    }

    @Test(arguments: ["2>&-", ">&- 2>&-", "<&- >&- 2>&-", "<&- 2>&-"])
    func `closed streams are none of the files that are written`(closing: String) throws {
        let folder = try Folder()
        for number in 0..<4 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        try folder.add("in/bad.jpg", [0xFF, 0xD8, 0xFF, 0xD9])
        let script = """
            "$imageprep" prepare in --output out --jobs 2 --report report.jsonl \(closing)
            [ $? = 1 ] && "$imageprep" verify out
            """
        #expect(try Command.shell(script, in: folder).status == 0)
        #expect(try folder.report().count == 5)
        #expect(folder.files(below: "out").count == 4)
    }

    @Test func `a file that is larger than all memory that may be used is refused unread`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.jpeg)
        try folder.add("a.jpg", image)
        let enough = try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg", "--memory", "\(image.count)")
        #expect(enough.status == 0)
        let less = try folder.imageprep("prepare", "a.jpg", "--output", "c.jpg", "--memory", "\(image.count - 1)")
        #expect(less.status == 1)
        #expect(less.standardError.contains("needs 1,102 input bytes, and the limit is 1,101."))
    }

    @Test func `outputs that wait for their names take no descriptors that inputs need`() throws {
        let folder = try Folder()
        for number in 0..<200 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        let script = "ulimit -n 24; exec '\(Command.path)' prepare in --output out --jobs 4"
        #expect(try Command.start("/bin/sh", ["-c", script], in: folder.url).wait().status == 0)
        #expect(folder.files(below: "out").count == 200)
    }

    @Test func `more jobs than descriptors wait for each other's`() throws {
        let folder = try Folder()
        for number in 0..<300 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        for more in ["", "--skip-existing", "--no-clobber --flatten --skip-existing"] {
            let script = "ulimit -n 64; exec '\(Command.path)' prepare in --output out --jobs 64 \(more)"
            let output = try Command.start("/bin/sh", ["-c", script], in: folder.url).wait()
            #expect(output.status == 0, "\(output.standardError.suffix(300))")
            #expect(folder.files(below: "out").count == 300)
        }
    }

    @Test func `more jobs than memory allows run one after the other`() throws {
        let folder = try Folder()
        for number in 0..<40 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        #expect(
            try folder.imageprep("prepare", "in", "--output", "out", "--jobs", "64", "--memory", "1MiB").status == 0)
        #expect(folder.files(below: "out").count == 40)
    }
}
