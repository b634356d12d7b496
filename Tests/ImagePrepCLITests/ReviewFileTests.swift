import Foundation
import Testing

/// What becomes of the page's own file, and of the names of others in it.
struct ReviewFileTests {
    @Test func `no name of a file is markup, and links lead to the files`() throws {
        let folder = try Folder()
        let names = [
            "</script><script>alert(1)<!--.jpg", "a%2F b?c#d&amp;.jpg", "javascript:alert(1).jpg",
            "\u{202E}gpj.exe.jpg",
            "new\nline.jpg", "\"'<img src=x>.jpg",
        ]
        for name in names { try folder.add("in/\(name)", Sample.fixture(Sample.turnedJPEG)) }
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--html", "pages/deep/review.html")
        #expect(output.status == 0)
        let page = try ReviewPage(folder, "pages/deep/review.html")
        #expect(page.photos.count == names.count)
        for element in page.text.split(separator: "\n") where element.contains("class=\"photo\"") {
            #expect(element.count { $0 == "<" } == 2)
            #expect(element.unicodeScalars.allSatisfy { $0.isASCII })
        }
        let base = folder.url.appending(path: "pages/deep/review.html")
        for photo in page.photos {
            for (key, place) in [("input", "in"), ("output", "out")] {
                let link = try #require(photo[key] as? String)
                #expect(link.hasPrefix("./"))
                let target = try #require(URL(string: link, relativeTo: base))
                #expect(try Folder.bytes(target).count > 100)
                #expect(target.standardizedFileURL.path.contains("/\(place)/"))
            }
        }
    }

    @Test func `a name that is no UTF-8 has a link that leads to it`() throws {
        let folder = try Folder()
        try folder.add("in.jpg", Sample.fixture(Sample.jpeg))
        let made = try Command.shell(
            "mv in.jpg \"$(printf 'a\\377b.jpg')\" && $imageprep prepare a*.jpg --output out/ --html review.html",
            in: folder)
        #expect(made.status == 0)
        #expect(try ReviewPage(folder).photos[0]["input"] as? String == "./a%FFb.jpg")
    }

    @Test func `the page takes the place of an earlier one and of nothing else`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("notes.html", Sample.text)
        for name in ["notes.html", "a.jpg", "-", "out/", "new.jpg"] {
            let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--html", name)
            #expect(output.status == 64, "\(name)")
        }
        #expect(try folder.bytes("notes.html") == Sample.text)
        #expect(folder.files() == ["a.jpg", "notes.html"])
        for _ in 0..<2 {
            let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--html", "review.html")
            #expect(output.status == 0)
        }
        #expect(try ReviewPage(folder).photos.count == 1)
    }

    @Test func `where it cannot be, nothing is begun`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("file", Sample.text)
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--html", "file/review.html")
        #expect(output.status == 74)
        #expect(folder.files() == ["a.jpg", "file"])
    }

    @Test func `a run that is killed leaves no half of a page`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let running = try Command.startShell(
            "mkfifo late.jpg; exec $imageprep prepare a.jpg late.jpg --output out --html review.html", in: folder)
        while !folder.exists("out/a.jpg") { usleep(10_000) }
        running.send(SIGKILL)
        _ = try running.wait()
        #expect(folder.files().filter { $0.hasSuffix(".html") } == [])
    }

    @Test func `a run that is interrupted has a page of what it did, which says so`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let running = try Command.startShell(
            "mkfifo late.jpg; exec $imageprep prepare a.jpg late.jpg --output out --html review.html", in: folder)
        while !folder.exists("out/a.jpg") { usleep(10_000) }
        running.send(SIGINT)
        #expect(try running.wait().status == 130)
        let page = try ReviewPage(folder)
        #expect(page.photos.count == 1)
        #expect(page.run?["left"] as? Int == 1)
        #expect(page.run?["signal"] as? Int == 2)
    }

    @Test func `a page that cannot be written to its end is none, and says so`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.jpeg))
        // Files may have 8 blocks of 512 bytes, which is less than the page's own script.
        let output = try Command.shell(
            "trap '' XFSZ; ulimit -f 8; exec $imageprep prepare a.jpg --output out/ --html review.html", in: folder)
        #expect(output.status == 74)
        #expect(output.standardError.contains("There will be no review page."))
        #expect(folder.files() == ["a.jpg", "out/a.jpg"])
    }

    @Test func `of inputs that were replaced there is a picture and no link`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep(
            "prepare", "a.jpg", "--in-place", "--report", "r.jsonl", "--html", "review.html")
        #expect(output.status == 0)
        let (data, before, after) = try ReviewPage(folder).photo("a.jpg")
        #expect(data["input"] == nil)
        #expect(data["output"] as? String == "./a.jpg")
        #expect(!before.isEmpty && !after.isEmpty)
    }

    @Test func `outputs of an earlier run are shown as they are`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let arguments = [
            "prepare", "a.jpg", "--output", "out/", "--report", "r.jsonl", "--skip-existing", "--html", "review.html",
        ]
        for status in ["prepared", "skipped"] {
            #expect(try Command.run(arguments, in: folder.url).status == 0)
            let (data, before, after) = try ReviewPage(folder).photo("a.jpg")
            #expect(data["status"] as? String == status)
            #expect(data["route"] as? String == "transform")
            #expect(!before.isEmpty && !after.isEmpty)
        }
    }

    @Test func `a dry run shows the inputs`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--dry-run", "--html", "review.html")
        #expect(output.status == 0)
        let (data, before, after) = try ReviewPage(folder).photo("a.jpg")
        #expect(data["status"] as? String == "planned")
        #expect(!before.isEmpty && after.isEmpty)
        #expect(folder.files() == ["a.jpg", "review.html"])
    }

    @Test func `the page may be asked for beside standard output and standard input`() throws {
        let folder = try Folder()
        let output = try folder.imageprep(
            "prepare", "-", "--output", "-", "--html", "review.html", input: Sample.fixture(Sample.turnedJPEG))
        #expect(output.status == 0)
        let photo = try ReviewPage(folder).photo("-")
        #expect(photo.data["input"] == nil && photo.data["output"] == nil)
        #expect(!photo.after.isEmpty)
    }
}
