import ImagePrep
import Predict
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct FetchingTests {
    /// A web of pages by address; answers Predict calls as `FakeService` does.
    private final class Web: Transport, HostResolver {
        let pages: [String: TransportResponse]
        let hosts: [String: [UInt8]]
        let asked = Mutex<[String]>([])

        init(_ pages: [String: TransportResponse], hosts: [String: [UInt8]] = [:]) {
            self.pages = pages
            self.hosts = hosts
        }

        func send(_ request: TransportRequest) async throws -> TransportResponse {
            guard request.method == .get else { return try await FakeService().send(request) }
            #expect(!request.headers.contains { $0.isSecret })
            asked.withLock { $0.append(request.url) }
            guard let page = pages[request.url] else { throw TransportError.connection("no such host") }
            guard page.body.count <= request.maxAnswerByteCount else {
                throw TransportError.answerTooLarge(limit: request.maxAnswerByteCount)
            }
            return page
        }

        func addresses(of host: String) async throws -> [IPAddress] {
            [IPAddress(bytes: hosts[host] ?? [93, 184, 216, 34])].compactMap(\.self)
        }
    }

    private func redirect(to target: String) -> TransportResponse {
        TransportResponse(status: 302, headers: [HTTPField(name: "Location", value: target)])
    }

    private func answer(_ address: String, of web: Web, limits: FetchLimits = FetchLimits()) async throws
        -> PredictAnswer
    {
        var client = try makeClient(web)
        client.resolver = web
        client.fetchLimits = limits
        let answers = try await client.predict([PredictInput.fetched(address)], model: .generalImageRecognition)
        return try #require(answers.first)
    }

    private func fetchReason(_ answer: PredictAnswer) -> String? {
        guard case .fetchFailed(_, let reason) = answer.error else { return nil }
        return reason
    }

    /// What was downloaded is no image here, so preparing it is what fails.
    @Test func `a picture is downloaded, over redirects, and prepared`() async throws {
        let web = Web([
            "https://a.example/x": redirect(to: "/y"),
            "https://a.example/y": redirect(to: "https://b.example/z"),
            "https://b.example/z": TransportResponse(status: 200, body: [1, 2, 3]),
        ])
        let answer = try await answer("https://a.example/x", of: web)
        #expect(answer.error?.code != "fetchFailed")
        guard case .notPrepared = answer.error else {
            Issue.record("\(answer.summary)")
            return
        }
        #expect(web.asked.withLock(\.self) == ["https://a.example/x", "https://a.example/y", "https://b.example/z"])
    }

    @Test func `a private address is not asked, nor is one behind a redirect`() async throws {
        let pages = ["https://a.example/x": redirect(to: "http://intranet.example/admin")]
        let web = Web(pages, hosts: ["intranet.example": [10, 1, 2, 3]])
        for address in ["https://a.example/x", "http://intranet.example/"] {
            #expect(try await fetchReason(answer(address, of: web))?.contains("private") == true)
        }
        #expect(web.asked.withLock(\.self) == ["https://a.example/x"])
    }

    @Test func `a private address is asked where that is allowed`() async throws {
        let web = Web(
            ["http://intranet.example/": TransportResponse(status: 404)], hosts: ["intranet.example": [10, 1, 2, 3]])
        var limits = FetchLimits()
        limits.allowsPrivateAddresses = true
        #expect(try await fetchReason(answer("http://intranet.example/", of: web, limits: limits)) == "HTTP status 404")
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://a.example/x", "x", "http:///y", ""])
    func `only http and https are downloaded from`(target: String) async throws {
        let web = Web(["https://a.example/x": redirect(to: target)])
        #expect(try await fetchReason(answer(target, of: web)) != nil)
        if target.contains(":") { #expect(try await fetchReason(answer("https://a.example/x", of: web)) != nil) }
    }

    @Test func `redirects end`() async throws {
        let web = Web(["https://a.example/x": redirect(to: "https://a.example/x")])
        #expect(try await fetchReason(answer("https://a.example/x", of: web)) == "it redirects more than 5 times")
        #expect(web.asked.withLock(\.count) == 6)
    }

    @Test func `a picture beyond the limit is not taken`() async throws {
        var limits = FetchLimits()
        limits.bytes = 2
        let web = Web(["https://a.example/x": TransportResponse(status: 200, body: [1, 2, 3])])
        let reason = try await fetchReason(answer("https://a.example/x", of: web, limits: limits))
        #expect(reason == "the answer has more than 2 bytes")
    }

    /// In the address itself, in one that it redirects to, and in one that is none.
    @Test(arguments: [
        "https://me:secret@a.example/gone", "https://me:secret@a.example/x", "https://me:secret@a.example/y",
        "https://secret@a.example/gone", "https://me:se/secret@a.example/", "ftp://me:secret@a.example/",
    ])
    func `no error shows the user and password of an address`(address: String) async throws {
        let web = Web([
            "https://me:secret@a.example/x": redirect(to: "https://me:secret@b.example/gone"),
            "https://me:secret@a.example/y": redirect(to: "ftp://me:secret@b.example/gone"),
        ])
        let error = try #require(try await answer(address, of: web).error)
        let sent = try await makeClient(FakeService()).predict(
            [PredictInput.url("x" + address)], model: .generalImageRecognition)
        for error in [error, try #require(sent[0].error)] {
            for text in ["\(error)", String(reflecting: error)] {
                #expect(text.contains("***@") && !text.contains("secret"), "\(text)")
            }
        }
    }

    @Test func `name servers that take their time are not waited for beyond it`() async throws {
        struct Slow: HostResolver {
            func addresses(of host: String) async throws -> [IPAddress] {
                try await Task.sleep(for: .seconds(3600))
                return []
            }
        }
        var client = try makeClient(Web([:]))
        client.resolver = Slow()
        client.fetchLimits.timeout = .milliseconds(50)
        let answers = try await client.predict(
            [PredictInput.fetched("https://a.example/x")], model: .generalImageRecognition)
        #expect(fetchReason(answers[0]) == "the time allowed for it passed")
    }

    @Test func `an address that is sent as it is says what that means`() async throws {
        let answers = try await makeClient(FakeService()).predict(
            [PredictInput.url("https://a.example/x.jpg")], model: .generalImageRecognition)
        #expect(answers[0].notes.first?.contains("orientation") == true)
        #expect(answers[0].picture == nil)
    }

    @Test(
        arguments: [
            [127, 0, 0, 1], [10, 0, 0, 1], [172, 16, 0, 1], [172, 31, 255, 255], [192, 168, 1, 1],
            [169, 254, 169, 254],
            [0, 0, 0, 0], [100, 64, 0, 1], [100, 127, 255, 255], [224, 0, 0, 1], [255, 255, 255, 255], [198, 18, 0, 1],
            [198, 19, 255, 255], [192, 0, 2, 1], [203, 0, 113, 9], [240, 0, 0, 1],
            // ::, ::1, fe80::1, fc00::1, ff02::1, ::ffff:127.0.0.1, 64:ff9b::10.0.0.1, 2002:c0a8:101::, 2001:db8::1, Teredo
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0xFC, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1],
            [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1],
            [0x20, 2, 0xC0, 0xA8, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ] as [[UInt8]])
    func `an address with a special purpose is not public`(bytes: [UInt8]) throws {
        #expect(try !#require(IPAddress(bytes: bytes)).isPublic)
    }

    @Test(
        arguments: [
            [8, 8, 8, 8], [93, 184, 216, 34], [172, 32, 0, 1], [100, 128, 0, 1], [11, 0, 0, 1], [223, 255, 255, 255],
            [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 8, 8, 8, 8],
        ] as [[UInt8]])
    func `any other address is public`(bytes: [UInt8]) throws {
        #expect(try #require(IPAddress(bytes: bytes)).isPublic)
    }

    @Test(arguments: ["127.0.0.1", "0x7f.1", "2130706433", "::1"])
    func `the system's resolver finds loopback however it is written`(host: String) async throws {
        let addresses = try await SystemHostResolver().addresses(of: host)
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { !$0.isPublic })
    }

    /// Not every machine has a hosts file; where the name has no address, nothing can be downloaded from it either.
    @Test func `what the system's resolver finds for localhost is not public`() async throws {
        let addresses = try? await SystemHostResolver().addresses(of: "localhost")
        #expect((addresses ?? []).allSatisfy { !$0.isPublic })
    }
}
