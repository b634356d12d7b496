/// Finds the addresses of a host by its name.
package protocol HostResolver: Sendable {
    /// All addresses that a connection might go to.
    func addresses(of host: String) async throws -> [IPAddress]
}

/// The host has no address, or cannot be asked for.
struct UnknownHost: Error {}
