#if CommandLineTool
internal import ArgumentParser
internal import Foundation
internal import ImagePrep
internal import Predict

/// The options that become `PredictOptions`.
struct QuestionArguments: ParsableArguments {
    @Option(help: ArgumentHelp("At most this many concepts or regions an image, 1...200.", valueName: "count"))
    var maxConcepts: Int?

    @Option(help: ArgumentHelp("Leave out what the model is less sure of, 0...1.", valueName: "value"))
    var minValue: Double?

    @Option(help: ArgumentHelp("Only these concepts, by exact name; ids begin with ai_.", valueName: "name,name"))
    var select: String?

    @Option(help: ArgumentHelp("The language of the concepts' names.", valueName: "code"))
    var language: String?

    @Option(
        name: .customLong("param"), parsing: .singleValue,
        help: ArgumentHelp("A parameter of the model; the value is JSON or else a string.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: ArgumentHelp("Run on this deployment of CLARIFAI_USER_ID.", valueName: "id"))
    var deployment: String?

    @Option(help: ArgumentHelp("Run on this nodepool of CLARIFAI_USER_ID.", valueName: "cluster/nodepool"))
    var nodepool: String?

    func options() throws(PredictError) -> PredictOptions {
        var options = PredictOptions()
        options.maxConcepts = maxConcepts
        options.minValue = minValue
        options.language = language
        options.selectConcepts = try selectedConcepts()
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw .invalidConfiguration("--param \(parameter) is not name=value") }
            options.parameters[parts[0]] = JSONValue(parsing: parts[1])
        }
        options.runner = try runner()
        return options
    }

    private func selectedConcepts() throws(PredictError) -> [PredictOptions.ConceptSelector] {
        guard let select else { return [] }
        let names = select.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw .invalidConfiguration("--select names no concept") }
        return names.map { $0.hasPrefix("ai_") ? .id($0) : .name($0) }
    }

    private func runner() throws(PredictError) -> PredictOptions.Runner? {
        guard deployment == nil || nodepool == nil else {
            throw .invalidConfiguration("--deployment and --nodepool exclude each other")
        }
        guard deployment != nil || nodepool != nil else { return nil }
        guard let user = ProcessInfo.processInfo.environment["CLARIFAI_USER_ID"], !user.isEmpty else {
            throw .invalidConfiguration("--deployment and --nodepool need CLARIFAI_USER_ID, whose they are")
        }
        if let deployment { return .deployment(id: deployment, userID: user) }
        let parts = (nodepool ?? "").split(separator: "/").map(String.init)
        guard parts.count == 2 else { throw .invalidConfiguration("--nodepool is cluster/nodepool") }
        return .nodepool(id: parts[1], computeClusterID: parts[0], userID: user)
    }
}

/// The options about what goes over the wire.
struct SendingArguments: ParsableArguments {
    @Flag(
        help:
            "Download addresses here and prepare them, so that orientation counts; otherwise the service downloads them."
    )
    var fetch = false

    @Flag(help: "With --fetch: download from loopback, private and reserved addresses too.")
    var allowPrivateAddresses = false

    @Option(help: ArgumentHelp("With --fetch: the most bytes of a picture.", valueName: "bytes"))
    var fetchMaxBytes = FetchLimits().bytes

    @Option(help: ArgumentHelp("With --fetch: the most seconds for a picture.", valueName: "seconds"))
    var fetchTimeout = 30

    @Flag(help: "Send files as they are: not upright, with all their metadata.")
    var asIs = false

    @Option(help: ArgumentHelp("The longer side of what is sent has at most this many pixels.", valueName: "pixels"))
    var maxDimension: Int?

    @Option(help: ArgumentHelp("Requests under way at a time.", valueName: "count"))
    var concurrency = 4

    @Option(help: ArgumentHelp("Images in one request, 1...128.", valueName: "count"))
    var batch = RequestLimits().inputs

    @Option(help: ArgumentHelp("Requests that start in any second.", valueName: "count"))
    var requestsPerSecond = RequestLimits().requestsPerSecond

    @Option(help: ArgumentHelp("How long a request is tried again where that may help.", valueName: "seconds"))
    var deadline = 600

    @Flag(help: "Take an http address in CLARIFAI_API_BASE although the key can be read on the way.")
    var allowPlainHttp = false

    func validate() throws {
        try check("--concurrency", concurrency, in: 1...256)
        try check("--batch", batch, in: 1...128)
        try check("--requests-per-second", requestsPerSecond, in: 1...10_000)
        try check("--deadline", deadline, in: 1...1_000_000)
        try check("--fetch-max-bytes", fetchMaxBytes, in: 1...1 << 30)
        try check("--fetch-timeout", fetchTimeout, in: 1...86_400)
        if let maxDimension { try check("--max-dimension", maxDimension, in: 1...65_500) }
    }

    private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError("\(name) is \(range.lowerBound)...\(range.upperBound), not \(value).")
        }
    }

    func client(isDryRun: Bool) throws(PredictError) -> PredictClient {
        var limits = RequestLimits()
        limits.inputs = batch
        limits.requestsPerSecond = requestsPerSecond
        let configuration = try configuration(isDryRun: isDryRun)
        #if AsyncHTTPClient
        var client = PredictClient(configuration, limits: limits, transport: AsyncHTTPClientTransport())
        #else
        var client = PredictClient(configuration, limits: limits)
        #endif
        client.concurrency = concurrency
        client.preparer.options.maxDimension = maxDimension
        client.retryPolicy.deadline = .seconds(deadline)
        client.fetchLimits.bytes = fetchMaxBytes
        client.fetchLimits.timeout = .seconds(fetchTimeout)
        client.fetchLimits.allowsPrivateAddresses = allowPrivateAddresses
        return client
    }

    private func configuration(isDryRun: Bool) throws(PredictError) -> ClientConfiguration {
        var environment = ProcessInfo.processInfo.environment
        // Nothing is sent, so nobody need have a key yet.
        if isDryRun { environment["CLARIFAI_PAT"] = "dry-run" }
        return try ClientConfiguration(environment: environment, allowsPlainHTTP: allowPlainHttp)
    }
}

/// The options about what comes out.
struct OutputArguments: ParsableArguments {
    @Flag(help: "Write one JSON array, one object an input.")
    var json = false

    @Flag(help: "Write JSON lines, one object an input.")
    var jsonl = false

    @Option(
        help: ArgumentHelp("Draw boxes, labels and masks on the upright images, into this folder.", valueName: "folder")
    )
    var saveAnnotated: String?

    @Option(
        help: ArgumentHelp("Keep answers in this file; what it answers already is not sent again.", valueName: "file"))
    var resume: String?

    @Flag(help: "Prepare and say what would be sent, and send nothing. Needs no key.")
    var dryRun = false

    @Flag(help: "No progress, no summary.")
    var quiet = false

    func validate() throws {
        guard !(json && jsonl) else { throw ValidationError("--json and --jsonl exclude each other.") }
    }

    func plan() -> OutputPlan {
        OutputPlan(
            style: json ? .json : jsonl ? .jsonLines : .table, annotatedFolder: saveAnnotated, resumePath: resume,
            isDryRun: dryRun, isQuiet: quiet)
    }
}
#endif
