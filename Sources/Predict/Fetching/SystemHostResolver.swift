internal import Dispatch
internal import ImagePrep

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Asks the system, as the transports do; so 0x7f.1 and 2130706433 are the loopback addresses that they mean.
package struct SystemHostResolver: HostResolver {
    package init() {}

    package func addresses(of host: String) async throws -> [IPAddress] {
        // getaddrinfo blocks for as long as the name servers take, so it must not hold a thread of the cooperative pool.
        let waiting = ConditionLock(Waiting())
        let found = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = waiting.change { state in
                    if !state.isOver { state.continuation = continuation }
                    return state.isOver
                }
                if isOver { return continuation.resume(returning: nil) }
                DispatchQueue.global().async { waiting.end(with: lookUp(host)) }
            }
        } onCancel: {
            waiting.end(with: nil)
        }
        guard let found else { throw UnknownHost() }
        return found
    }
}

/// Whoever asked, until there is an answer or nobody wants it any more: a lookup cannot be stopped, only left alone.
private struct Waiting {
    var continuation: CheckedContinuation<[IPAddress]?, Never>?
    var isOver = false
}

extension ConditionLock<Waiting> {
    fileprivate func end(with addresses: [IPAddress]?) {
        let continuation = change { state in
            defer { state = Waiting(continuation: nil, isOver: true) }
            return state.continuation
        }
        continuation?.resume(returning: addresses)
    }
}

private func lookUp(_ host: String) -> [IPAddress]? {
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, nil, &list) == 0 else { return nil }
    defer { unsafe freeaddrinfo(list) }
    var addresses: [IPAddress] = []
    var next = unsafe list
    while let entry = unsafe next {
        if let address = unsafe ipAddress(of: entry.pointee.ai_addr) { addresses.append(address) }
        unsafe next = entry.pointee.ai_next
    }
    return addresses
}

private func ipAddress(of socketAddress: UnsafeMutablePointer<sockaddr>?) -> IPAddress? {
    guard let socketAddress = unsafe socketAddress else { return nil }
    let raw = UnsafeRawPointer(socketAddress)
    let family = unsafe Int32(socketAddress.pointee.sa_family)
    switch family {
    case AF_INET:
        let v4 = unsafe raw.loadUnaligned(as: sockaddr_in.self)
        return unsafe withUnsafeBytes(of: v4.sin_addr) { unsafe IPAddress(bytes: Array($0)) }
    case AF_INET6:
        let v6 = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
        return unsafe withUnsafeBytes(of: v6.sin6_addr) { unsafe IPAddress(bytes: Array($0)) }
    default: return nil
    }
}
