internal import Foundation
internal import ImagePrep
internal import Predict

/// Says what would be sent, and sends nothing.
struct DryRun {
    let session: PredictSession

    func run() async throws -> ExitStatus {
        let inputs = session.inputs.inputs
        let asked = inputs.indices.filter { inputs[$0].failure == nil }
        let part = try await session.client.plan(
            asked.map { inputs[$0].input }, model: session.model, options: session.options)
        let plan = part.inserting(inputs.enumerated().compactMap { $1.failedAnswer(at: $0) }, beside: asked)
        try printText(session.output.style == .table ? table(plan) : json(plan) + "\n")
        return inputs.isEmpty || plan.answers.contains { $0.isFailure } ? .inputFailed : .success
    }

    private func table(_ plan: RequestPlan) -> String {
        var lines: [String] = []
        for (number, request) in plan.requests.enumerated() {
            let images = request.inputs.count == 1 ? "1 image" : "\(request.inputs.count) images"
            lines.append("request \(number + 1): \(images), \(request.byteCount) bytes")
            lines += request.inputs.map { "  " + line(plan.answers[$0]) }
        }
        for answer in plan.answers {
            guard case .failure(let error) = answer.outcome else { continue }
            lines.append("\(printable(session.inputs.inputs[answer.index].name)): \(printable(error.description))")
        }
        lines.append("Nothing was sent.")
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ answer: PredictAnswer) -> String {
        let name = printable(session.inputs.inputs[answer.index].name)
        guard let picture = answer.picture else { return "\(name)  by its address" }
        let size = picture.size.pixelCount > 0 ? "  \(picture.size)" : ""
        return "\(name)\(size)  \(picture.byteCount) bytes"
    }

    private func json(_ plan: RequestPlan) -> String {
        let inputs = session.inputs.inputs
        let failures = plan.answers.filter(\.isFailure).map { answer in
            AnswerRecord(answer, name: inputs[answer.index].name, model: session.model)
        }
        let requests = plan.requests.map { request in
            DryRunRecord.Request(
                bytes: request.byteCount,
                inputs: request.inputs.map { position in
                    DryRunRecord.Input(
                        input: inputs[position].name, bytes: plan.answers[position].picture?.byteCount)
                })
        }
        return (try? jsonText(DryRunRecord(requests: requests, failed: failures))) ?? "null"
    }
}

private struct DryRunRecord: Encodable {
    var schema = 1
    var requests: [Request]
    var failed: [AnswerRecord]

    struct Request: Encodable {
        var bytes: Int
        var inputs: [Input]
    }

    struct Input: Encodable {
        var input: String
        var bytes: Int?
    }
}

extension RequestPlan {
    /// The plan of some inputs as that of all: with the answers of those that were left out, and everyone's own position.
    fileprivate func inserting(_ others: [PredictAnswer], beside positions: [Int]) -> RequestPlan {
        var plan = self
        for index in plan.requests.indices {
            plan.requests[index].inputs = plan.requests[index].inputs.map { positions[$0] }
        }
        for index in plan.answers.indices { plan.answers[index].index = positions[plan.answers[index].index] }
        plan.answers = (plan.answers + others).sorted { $0.index < $1.index }
        return plan
    }
}

extension PredictAnswer {
    fileprivate var isFailure: Bool {
        if case .failure = outcome { true } else { false }
    }
}
