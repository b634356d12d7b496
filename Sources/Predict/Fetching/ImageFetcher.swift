internal import Foundation

/// Downloads a picture, within limits, from an address that is nobody's private network.
struct ImageFetcher: Sendable {
    let transport: any Transport
    let limits: FetchLimits
    var resolver: any HostResolver = SystemHostResolver()

    /// The bytes behind `address`.
    ///
    /// - Throws: `PredictError.fetchFailed`, `.cancelled`.
    func fetch(_ address: String) async throws(PredictError) -> [UInt8] {
        var current = address
        // For what is said of it.
        let address = address.hidingCredentials
        let end = ContinuousClock.now + limits.timeout
        for _ in 0...limits.redirects {
            let response = try await answer(from: current, for: address, until: end)
            switch response.status {
            case 200:
                return response.body
            case 301, 302, 303, 307, 308:
                guard let location = response.header("Location") else {
                    throw .fetchFailed(url: address, reason: "HTTP status \(response.status) without a Location")
                }
                current = try resolved(location, against: current, for: address)
            default:
                throw .fetchFailed(url: address, reason: "HTTP status \(response.status)")
            }
        }
        throw .fetchFailed(url: address, reason: "it redirects more than \(counted(limits.redirects, "time"))")
    }

    private func answer(
        from current: String, for address: String, until end: ContinuousClock.Instant
    ) async throws(PredictError) -> TransportResponse {
        try await checkHost(of: current, for: address, until: end)
        let left = ContinuousClock.now.duration(to: end)
        guard left > .zero else { throw .fetchFailed(url: address, reason: "\(TransportError.timedOut)") }
        do {
            return try await transport.send(
                TransportRequest(
                    method: .get, url: current, headers: [HTTPField(name: "Accept", value: "image/jpeg, image/png")],
                    maxAnswerByteCount: limits.bytes, timeout: left))
        } catch {
            if Task.isCancelled || error is CancellationError { throw .cancelled }
            throw .fetchFailed(url: address, reason: "\(error)")
        }
    }

    /// Every address of the host must be public: which of them is connected to is not ours to choose.
    private func checkHost(
        of current: String, for address: String, until end: ContinuousClock.Instant
    ) async throws(PredictError) {
        guard let parts = URLComponents(string: current), ["http", "https"].contains(parts.scheme?.lowercased() ?? ""),
            let host = parts.host, !host.isEmpty
        else {
            throw .fetchFailed(url: address, reason: "\"\(current.hidingCredentials)\" is no http or https address")
        }
        guard !limits.allowsPrivateAddresses else { return }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let addresses: [IPAddress]
        do {
            addresses = try await lookUp(bare, until: end)
        } catch {
            if Task.isCancelled { throw .cancelled }
            let reason = (error as? TransportError).map { "\($0)" } ?? "the host \(bare) cannot be found"
            throw .fetchFailed(url: address, reason: reason)
        }
        guard !addresses.isEmpty, addresses.allSatisfy(\.isPublic) else {
            throw .fetchFailed(url: address, reason: "\(bare) is in a private, local or reserved network")
        }
    }

    /// Name servers take their time, which counts too.
    private func lookUp(_ host: String, until end: ContinuousClock.Instant) async throws -> [IPAddress] {
        try await withThrowingTaskGroup(of: [IPAddress].self) { group in
            defer { group.cancelAll() }
            group.addTask { try await resolver.addresses(of: host) }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw TransportError.timedOut
            }
            return try await group.next() ?? []
        }
    }

    private func resolved(
        _ location: String, against current: String, for address: String
    ) throws(PredictError) -> String {
        guard let base = URL(string: current), let target = URL(string: location, relativeTo: base) else {
            let shown = location.hidingCredentials
            throw .fetchFailed(url: address, reason: "it redirects to \"\(shown)\", which is no address")
        }
        return target.absoluteString
    }
}
