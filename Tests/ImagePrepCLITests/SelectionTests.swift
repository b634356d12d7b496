import Foundation
import SystemFiles
import Testing

@testable import ImagePrepCLI

/// Which inputs are taken: lists, patterns.
struct SelectionTests {
    @Test(arguments: [
        ("*.jpg", "a.jpg", true), ("*.jpg", "sub/a.jpg", true), ("*.jpg", "a.JPG", false), ("*.jpg", "a.jpgx", false),
        ("a?c", "abc", true), ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
        ("[]]", "]", true), ("sub/*", "sub/a", true), ("sub/*", "sub/a/b", false), ("sub/**", "sub/a/b", true),
        ("**/b", "b", true), ("**/b", "x/y/b", true), ("**/b", "xb", false), ("a*b*c", "aXbYbZc", true),
        ("a*b*c", "aXbYbZ", false), ("\\*", "*", true), ("\\*", "x", false), ("thumbs/", "x/thumbs", true),
        ("*/x*/z", "a/xy/z", true), ("*/x*/z", "a/b/xy/z", false), ("*", "", true),
        ("**a**b", "xxaxxb", true), ("a*/b", "axx/b", true), ("a*/b", "a/x/b", false),
    ])
    func `patterns match as shells have it`(pattern: String, path: String, expected: Bool) throws {
        let glob = try #require(Glob(FilePath(pattern)))
        #expect(glob.matches(FilePath(path)) == expected)
    }

    @Test(arguments: ["", "[abc", "/", "[!"]) func `what is no pattern is refused`(pattern: String) throws {
        #expect(Glob(FilePath(pattern)) == nil)
        #expect(try Folder().imageprep("prepare", ".", "--output", "out", "--include", pattern).status == 64)
    }

    @Test func `a pattern full of stars takes no time`() throws {
        let glob = try #require(Glob(FilePath(String(repeating: "*a", count: 30) + "b")))
        #expect(!glob.matches(FilePath(String(repeating: "a", count: 5000))))
    }

    @Test func `folders give what is included and not excluded`() throws {
        let folder = try Folder()
        for name in ["a.jpg", "b.JPG", "sub/c.jpg", "thumbs/d.jpg", "sub/thumbs/e.jpg"] {
            try folder.add("in/" + name, Sample.fixture(Sample.turnedJPEG))
        }
        let output = try folder.imageprep(
            "prepare", "in", "--output", "out", "--include", "*.jpg", "--exclude", "thumbs/", "--exclude", "b*")
        #expect(output.status == 0)
        #expect(folder.files(below: "out") == ["a.jpg", "sub/c.jpg"])
        let told = try folder.imageprep("inspect", "in", "--include", "sub/**", "--json")
        #expect(String(decoding: told.standardOutput, as: UTF8.self).split(separator: "\n").count == 2)
    }

    @Test(arguments: [("\n", []), ("\0", ["-0"]), ("\0", ["--null"])])
    func `inputs come from a list, or by standard input`(end: String, more: [String]) throws {
        let folder = try Folder()
        for name in ["x/a b.jpg", "y/c.jpg", "d.jpg"] {
            try folder.add(name, Sample.fixture(Sample.turnedJPEG))
        }
        let list = Array((["x/a b.jpg", "y/c.jpg", "missing.jpg"].joined(separator: end) + end).utf8)
        try folder.add("list", list)
        for (number, source) in ["list", "-"].enumerated() {
            let output = try Command.run(
                ["prepare", "d.jpg", "--files-from", source, "--output", "out\(number)", "--report", "report.jsonl"]
                    + more, in: folder.url, input: list)
            #expect(output.status == 1)
            #expect(folder.files(below: "out\(number)") == ["a b.jpg", "c.jpg", "d.jpg"])
            #expect(
                try folder.report().map { $0["input"] as? String } == ["d.jpg", "x/a b.jpg", "y/c.jpg", "missing.jpg"])
        }
    }

    @Test(arguments: [
        ["--output", "out"], ["--output", "out", "-0", "a.jpg"], ["--output", "out", "--files-from", "missing"],
        ["--output", "out", "--files-from", "-", "-"],
    ])
    func `a list that cannot be had is a mistake`(arguments: [String]) throws {
        let folder = try Folder()
        #expect(try Command.run(["prepare"] + arguments, in: folder.url).status == 64)
    }

    @Test func `a list of one is a list all the same, so that its output is a folder`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("list", Array("a.jpg\n".utf8))
        #expect(try folder.imageprep("prepare", "--files-from", "list", "--output", "out").status == 0)
        #expect(folder.files(below: "out") == ["a.jpg"])
    }
}
