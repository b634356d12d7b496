internal import Foundation
internal import ImagePrep

/// Makes what is sent out of what the caller has: reads, downloads, prepares, and checks the service's limits.
struct InputPreparer: Sendable {
    let preparer: ImagePreparer
    let limits: RequestLimits
    let fetcher: ImageFetcher

    init(preparer: ImagePreparer, limits: RequestLimits, fetcher: ImageFetcher) {
        // A caller may ask for less than the service takes, never for more.
        var preparer = preparer
        preparer.options.maxBytes = min(preparer.options.maxBytes, limits.imageBytes)
        preparer.options.maxPixels = min(preparer.options.maxPixels, limits.imagePixels)
        self.preparer = preparer
        self.limits = limits
        self.fetcher = fetcher
    }

    /// An input whose bytes are there.
    enum Loaded: Sendable {
        case ready(OutgoingInput)
        case toPrepare(LoadedImage)
    }

    /// An image that was looked at and is to be prepared.
    struct LoadedImage: Sendable {
        var outgoing: OutgoingInput
        var bytes: [UInt8]
        var analysis: PreparationAnalysis

        /// What preparing will need, the bytes included.
        var predictedByteCount: Int { max(analysis.plan.predictedMemoryBytes, bytes.count) }
    }

    /// The bytes that loading `input` takes, without reading it; a download's as far as can be known.
    func expectedByteCount(of input: PredictInput) -> Int {
        switch input.source {
        case .prepared(let image): image.bytes.count
        case .image(let bytes), .asIs(let bytes): bytes.count
        case .file(let path), .fileAsIs(let path): reader(of: path).byteCount ?? 0
        case .url(let address): address.utf8.count
        case .fetched: min(fetcher.limits.bytes, limits.imageBytes)
        }
    }

    /// Reads or downloads; what needs no preparing is then ready. Never on the caller's thread: reading blocks.
    @concurrent
    func load(_ input: PredictInput, index: Int) async -> Result<Loaded, PredictError> {
        do {
            return .success(try await loaded(input, OutgoingInput(index: index, id: input.id, payload: .url(""))))
        } catch let error as PredictError {
            return .failure(error)
        } catch {
            return .failure(error is CancellationError ? .cancelled : .invalidInput("\(error)"))
        }
    }

    /// On a thread of ImagePrep's own, and stopped within the image when the task is cancelled.
    func prepare(_ image: LoadedImage) async -> Result<OutgoingInput, PredictError> {
        do {
            var outgoing = image.outgoing
            outgoing.carry(try await preparer.execute(image.analysis, of: image.bytes))
            return .success(outgoing)
        } catch {
            return .failure(error == .cancelled ? .cancelled : .notPrepared(error))
        }
    }

    private func loaded(_ input: PredictInput, _ blank: OutgoingInput) async throws -> Loaded {
        var outgoing = blank
        switch input.source {
        case .prepared(let image):
            try checkLimits(image.bytes.count, image.receipt.size)
            outgoing.carry(image)
        case .image(let bytes):
            return try await analyzed(bytes, outgoing)
        case .file(let path):
            return try await analyzed(reader(of: path).read(), outgoing)
        case .fetched(let address):
            return try await analyzed(fetcher.fetch(address), outgoing)
        case .asIs(let bytes):
            try carryAsIs(bytes, in: &outgoing)
        case .fileAsIs(let path):
            try carryAsIs(reader(of: path).read(), in: &outgoing)
        case .url(let address):
            outgoing.payload = .url(try publicAddress(address))
            outgoing.notes = [Self.urlNote]
        }
        return .ready(outgoing)
    }

    private func analyzed(_ bytes: [UInt8], _ outgoing: OutgoingInput) async throws(PredictError) -> Loaded {
        do {
            let analysis = try await preparer.analyze(bytes)
            return .toPrepare(LoadedImage(outgoing: outgoing, bytes: bytes, analysis: analysis))
        } catch {
            throw error == .cancelled ? .cancelled : .notPrepared(error)
        }
    }

    static let urlNote =
        "The service downloads this address itself and ignores an Exif orientation: "
        + "the picture may have been seen sideways. Fetch it here to have it prepared."

    private func carryAsIs(_ bytes: [UInt8], in outgoing: inout OutgoingInput) throws {
        guard !bytes.isEmpty else { throw PredictError.invalidInput("it is empty") }
        // Formats that the service takes and we do not read have no size that we know; the service checks them itself.
        let inspection = try? preparer.inspect(bytes.span)
        let size = inspection?.storedSize ?? PixelSize(width: 0, height: 0)
        try checkLimits(bytes.count, size)
        outgoing.payload = .image(bytes)
        outgoing.picture = SentImage(
            size: size, storedSize: size, orientation: .upright, byteCount: bytes.count)
        if let orientation = inspection?.orientation, orientation != .upright {
            outgoing.picture?.originalOrientation = orientation
            outgoing.notes.append(
                "The image was sent as it is; the service ignores its Exif orientation \(orientation.rawValue).")
        }
    }

    private func checkLimits(_ byteCount: Int, _ size: PixelSize) throws {
        guard byteCount < limits.imageBytes else {
            throw PredictError.overLimit(.imageBytes, limit: limits.imageBytes - 1, actual: byteCount)
        }
        guard size.pixelCount <= limits.imagePixels else {
            throw PredictError.overLimit(.imagePixels, limit: limits.imagePixels, actual: size.pixelCount)
        }
    }

    private func publicAddress(_ address: String) throws -> String {
        guard let parts = URLComponents(string: address), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.host?.isEmpty == false
        else { throw PredictError.invalidInput("\"\(address.hidingCredentials)\" is no http or https address") }
        return address
    }

    private func reader(of path: [UInt8]) -> FileReader {
        FileReader(path, limit: preparer.options.inputLimits.inputBytes)
    }
}

extension OutgoingInput {
    fileprivate mutating func carry(_ image: PreparedImage) {
        payload = .image(image.bytes)
        picture = SentImage(image.receipt)
    }
}
