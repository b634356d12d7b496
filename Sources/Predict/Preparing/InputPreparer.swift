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

    /// The bytes that `input` will hold once it is prepared, at most; without reading it.
    func expectedByteCount(of input: PredictInput) -> Int {
        switch input.source {
        case .prepared(let image): image.bytes.count
        case .image(let bytes), .asIs(let bytes): min(bytes.count, limits.imageBytes)
        case .file(let path), .fileAsIs(let path): min(fileByteCount(path) ?? 0, limits.imageBytes)
        case .url(let address): address.utf8.count
        case .fetched: limits.imageBytes
        }
    }

    /// Never on the caller's thread: reading blocks.
    @concurrent
    func outgoing(_ input: PredictInput, index: Int) async -> Result<OutgoingInput, PredictError> {
        do {
            return .success(try await ready(input, index: index))
        } catch let error as PredictError {
            return .failure(error)
        } catch {
            return .failure(error is CancellationError ? .cancelled : .invalidInput("\(error)"))
        }
    }

    private func ready(_ input: PredictInput, index: Int) async throws -> OutgoingInput {
        var outgoing = OutgoingInput(index: index, id: input.id, payload: .url(""))
        switch input.source {
        case .prepared(let image):
            try checkLimits(image.bytes.count, image.receipt.size)
            outgoing.carry(image)
        case .image(let bytes):
            outgoing.carry(try await prepare(bytes))
        case .file(let path):
            outgoing.carry(try await prepare([UInt8](read(path))))
        case .fetched(let address):
            outgoing.carry(try await prepare(try await fetcher.fetch(address)))
        case .asIs(let bytes):
            try carryAsIs(bytes, in: &outgoing)
        case .fileAsIs(let path):
            try carryAsIs([UInt8](read(path)), in: &outgoing)
        case .url(let address):
            outgoing.payload = .url(try publicAddress(address))
            outgoing.notes = [Self.urlNote]
        }
        return outgoing
    }

    static let urlNote =
        "The service downloads this address itself and ignores an Exif orientation: "
        + "the picture may have been seen sideways. Fetch it here to have it prepared."

    /// On a thread of ImagePrep's own, and stopped within the image when the task is cancelled.
    private func prepare(_ bytes: [UInt8]) async throws(PredictError) -> PreparedImage {
        do {
            return try await preparer.prepare(bytes)
        } catch {
            throw error == .cancelled ? .cancelled : .notPrepared(error)
        }
    }

    private func carryAsIs(_ bytes: [UInt8], in outgoing: inout OutgoingInput) throws {
        guard !bytes.isEmpty else { throw PredictError.invalidInput("it is empty") }
        // Formats that the service takes and we do not read have no size that we know; the service checks them itself.
        let inspection = try? preparer.inspect(bytes.span)
        let size = inspection?.storedSize ?? PixelSize(width: 0, height: 0)
        try checkLimits(bytes.count, size)
        outgoing.payload = .image(bytes)
        outgoing.picture = SentPicture(
            size: size, storedSize: size, orientation: .upright, byteCount: bytes.count)
        if let orientation = inspection?.orientation, orientation != .upright {
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
        else { throw PredictError.invalidInput("\"\(address)\" is no http or https address") }
        return address
    }

    private func read(_ path: String) throws -> Data {
        let limit = preparer.options.inputLimits.inputBytes
        if let byteCount = fileByteCount(path), byteCount > limit {
            throw PredictError.notPrepared(.limitExceeded(.inputBytes, limit: limit, actual: byteCount))
        }
        do {
            // By a handle, because on Linux `Data(contentsOf:)` of an empty file leaks 4,096 bytes.
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return try file.readToEnd() ?? Data()
        } catch {
            throw PredictError.invalidInput("\(path) cannot be read: \((error as NSError).localizedDescription)")
        }
    }

    private func fileByteCount(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue
    }
}

extension OutgoingInput {
    fileprivate mutating func carry(_ image: PreparedImage) {
        payload = .image(image.bytes)
        picture = SentPicture(image.receipt)
    }
}
