import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An HTTP/1.1 server on a free port of the loopback interface that answers every connection's first request.
///
/// It takes bodies with a length and in chunks, and keeps the request as it came.
final class LoopbackServer: Sendable {
    let baseURL: String
    private let listener: Int32
    private let requests = RequestLog()

    /// What becomes of a connection.
    enum Ending {
        /// Closed once it is answered.
        case close
        case stayOpen
        /// Closed before the body is read.
        case hangUpAfterHead
        /// Sent to for as long as the other side takes it, 2 GiB at most.
        case flood
    }

    convenience init(answer: String?, ending: Ending = .close) throws {
        try self.init(answers: [answer], ending: ending)
    }

    /// - Parameter answers: head and body, one after the other, the last for all that follow; nil never answers.
    init(answers: [String?], ending: Ending = .close) throws {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        unsafe address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16? in
                guard unsafe bind(descriptor, generic, size) == 0, listen(descriptor, 8) == 0,
                    unsafe getsockname(descriptor, generic, &size) == 0
                else { return nil }
                return unsafe pointer.pointee.sin_port.bigEndian
            }
        }
        guard let port else { throw CocoaError(.fileReadUnknown) }
        // Whoever asked may hang up while it is sent to.
        _ = signal(SIGPIPE, SIG_IGN)
        listener = descriptor
        baseURL = "http://127.0.0.1:\(port)"
        Thread { [requests] in
            for number in 0... {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                Self.serve(connection, answers[min(number, answers.count - 1)], ending, requests)
            }
        }.start()
    }

    /// Closing alone leaves its thread waiting on Linux.
    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Head and body of what came, chunks joined.
    var received: [(head: String, body: [UInt8])] { requests.all }

    /// What a flood came to, once it is over.
    func floodedByteCount() async throws -> Int {
        while true {
            if let count = requests.floodedByteCount { return count }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func serve(_ connection: Int32, _ answer: String?, _ ending: Ending, _ requests: RequestLog) {
        var reader = SocketReader(connection)
        let head = reader.head()
        guard ending != .hangUpAfterHead else {
            close(connection)
            return
        }
        let body = reader.body(head)
        // Before the answer, which whoever asks for what was received has seen.
        requests.add((head, body))
        guard let answer else { return }
        let bytes = Array(answer.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, 0) }
        if ending == .flood { flood(connection, requests) }
        if ending != .stayOpen { close(connection) }
    }

    /// 16 GiB: whoever takes so many did not stop.
    static let mostFloodPieces = 16_384

    private static func flood(_ connection: Int32, _ requests: RequestLog) {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<mostFloodPieces {
            let count = unsafe piece.withUnsafeBytes { unsafe send(connection, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { break }
            requests.count(sent: count)
        }
        requests.endFlood()
    }
}

/// From whichever thread.
private final class RequestLog: @unchecked Sendable {
    private let lock = NSLock()
    private var requests: [(head: String, body: [UInt8])] = []

    private var sentByteCount = 0
    private var isFloodOver = false

    var all: [(head: String, body: [UInt8])] { lock.withLock { requests } }
    var floodedByteCount: Int? { lock.withLock { isFloodOver ? sentByteCount : nil } }

    func count(sent byteCount: Int) { lock.withLock { sentByteCount += byteCount } }

    func endFlood() { lock.withLock { isFloodOver = true } }

    func add(_ request: (head: String, body: [UInt8])) { lock.withLock { requests.append(request) } }
}

private struct SocketReader {
    let connection: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ connection: Int32) { self.connection = connection }

    private mutating func byte() -> UInt8? {
        if position == buffer.count {
            buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
            buffer.removeLast(buffer.count - max(count, 0))
            position = 0
        }
        guard position < buffer.count else { return nil }
        defer { position += 1 }
        return buffer[position]
    }

    private mutating func line() -> String {
        var bytes: [UInt8] = []
        while let byte = byte(), byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    mutating func head() -> String {
        var lines: [String] = []
        while case let line = line(), !line.isEmpty { lines.append(line) }
        return lines.joined(separator: "\n")
    }

    mutating func body(_ head: String) -> [UInt8] {
        if head.lowercased().contains("transfer-encoding: chunked") {
            var body: [UInt8] = []
            while let count = Int(line(), radix: 16), count > 0 {
                body += take(count)
                _ = line()
            }
            return body
        }
        let length = head.lowercased().split(separator: "\n").first { $0.hasPrefix("content-length:") }
        return take(length.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0)
    }

    private mutating func take(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count, let byte = byte() { bytes.append(byte) }
        return bytes
    }
}
