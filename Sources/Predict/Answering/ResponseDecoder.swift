internal import Foundation

/// What the service answered to one request.
package struct PredictResponse: Sendable, Hashable {
    package var status: ServiceStatus
    package var outputs: [Output]

    package struct Output: Sendable, Hashable {
        /// Of this image; the request's where the output has none.
        package var status: ServiceStatus
        /// Nil where this output makes no sense.
        package var prediction: Prediction?
    }
}

/// Reads answers as they come: zeros may be left out, codes may be numbers or names, unknown keys are skipped, and one
/// output that makes no sense does not lose the others.
package struct ResponseDecoder: Sendable {
    package init() {}

    /// Throws `PredictError.unexpectedAnswer` where `body` is no JSON object with a status.
    package func decode(_ body: [UInt8], httpStatus: Int) throws(PredictError) -> PredictResponse {
        let message: Message
        do {
            message = try JSONDecoder().decode(Message.self, from: Data(body))
        } catch {
            throw .unexpectedAnswer("\(body.count) bytes with HTTP status \(httpStatus) that are not Predict's JSON")
        }
        let status = message.status.serviceStatus(httpStatus: httpStatus)
        let outputs = (message.outputs ?? []).map { output(from: $0.value, of: status) }
        return PredictResponse(status: status, outputs: outputs)
    }

    private func output(from output: Message.Output?, of status: ServiceStatus) -> PredictResponse.Output {
        guard let output else { return PredictResponse.Output(status: status, prediction: nil) }
        var own = output.status?.serviceStatus(httpStatus: status.httpStatus) ?? status
        if own.requestID.isEmpty { own.requestID = status.requestID }
        return PredictResponse.Output(status: own, prediction: Prediction(output))
    }
}

extension Prediction {
    fileprivate init(_ output: Message.Output) {
        concepts = output.data?.concepts.concepts ?? []
        regions = (output.data?.regions ?? []).compactMap { $0.value.map(Region.init) }
        modelVersionID = output.model?.modelVersion?.id
        outputID = output.id
        inputID = output.input?.id
    }
}

extension Region {
    fileprivate init(_ region: Message.Region) {
        self.init(
            id: region.id ?? "", value: region.value?.number ?? 0, concepts: region.data?.concepts.concepts ?? [],
            box: region.info?.box.map(BoundingBox.init),
            mask: region.info?.mask.map { Mask(file: $0.image?.base64.flatMap(Base64.decode) ?? []) })
    }
}

extension BoundingBox {
    fileprivate init(_ box: Message.Box) {
        self.init(
            top: box.top?.number ?? 0, left: box.left?.number ?? 0, bottom: box.bottom?.number ?? 0,
            right: box.right?.number ?? 0)
    }
}

extension [Lossy<Message.Concept>]? {
    fileprivate var concepts: [Concept] {
        (self ?? []).compactMap { element in
            element.value.map { Concept(id: $0.id ?? "", name: $0.name ?? "", value: $0.value?.number ?? 0) }
        }
    }
}
