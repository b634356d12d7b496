internal import Foundation

/// Who calls which service.
public struct ClientConfiguration: Sendable, Hashable {
    /// The caller's key.
    public var accessToken: AccessToken
    /// Scheme, host and port, without a path or a slash at the end. Default: `https://api.clarifai.com`.
    public private(set) var baseURL: String
    /// The owner of models that are named by their id alone. Default: none, the key decides.
    public var userID: String?
    /// The app of models that are named by their id alone. Default: none, the key decides.
    public var appID: String?

    /// The public service.
    public static let defaultBaseURL = "https://api.clarifai.com"

    /// A configuration by its values.
    ///
    /// - Parameter allowsPlainHTTP: plain http shows the key to everyone on the way, so it is taken for a loopback host
    ///   only, unless this is true.
    /// - Throws: `PredictError.invalidConfiguration` for a base URL that cannot be used.
    public init(
        accessToken: AccessToken, baseURL: String = defaultBaseURL, userID: String? = nil, appID: String? = nil,
        allowsPlainHTTP: Bool = false
    ) throws(PredictError) {
        self.accessToken = accessToken
        self.baseURL = try validBaseURL(baseURL, allowsPlainHTTP: allowsPlainHTTP)
        self.userID = userID
        self.appID = appID
    }

    /// A configuration from CLARIFAI_PAT, CLARIFAI_API_BASE, CLARIFAI_USER_ID and CLARIFAI_APP_ID; an empty variable is none.
    ///
    /// - Throws: `PredictError.missingAccessToken` without CLARIFAI_PAT; as the memberwise initializer otherwise.
    ///
    /// - Parameter environment: nil for that of the process.
    public init(
        environment: [String: String]? = nil, allowsPlainHTTP: Bool = false
    ) throws(PredictError) {
        let environment = environment ?? ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let token = value("CLARIFAI_PAT") else { throw .missingAccessToken }
        try self.init(
            accessToken: AccessToken(token), baseURL: value("CLARIFAI_API_BASE") ?? Self.defaultBaseURL,
            userID: value("CLARIFAI_USER_ID"), appID: value("CLARIFAI_APP_ID"), allowsPlainHTTP: allowsPlainHTTP)
    }
}

private func validBaseURL(_ text: String, allowsPlainHTTP: Bool) throws(PredictError) -> String {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), let host = parts.host,
        !host.isEmpty, ["http", "https"].contains(scheme)
    else {
        throw .invalidConfiguration("the base URL \"\(text.hidingCredentials)\" is not of the form https://host")
    }
    // A name and password in a URL end up in logs; a query has no meaning in front of a path.
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil,
        ["", "/"].contains(parts.path)
    else {
        throw .invalidConfiguration("the base URL of \(host) may hold a scheme, a host and a port only")
    }
    guard scheme == "https" || allowsPlainHTTP || isLoopback(host) else {
        throw .invalidConfiguration(
            "the base URL \(scheme)://\(host) would send the access token in the clear; use https, or allow plain http")
    }
    let port = parts.port.map { ":\($0)" } ?? ""
    return "\(scheme)://\(host)\(port)"
}

private func isLoopback(_ host: String) -> Bool {
    ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host.lowercased())
}
