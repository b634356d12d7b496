/// A server may repeat what it was sent, in its words and in what it names: the key, and addresses with a password.
extension PredictResponse {
    /// Without the token in any of its texts.
    func redacted(by token: AccessToken) -> PredictResponse {
        var response = self
        response.status.redact(by: token)
        for index in response.outputs.indices {
            response.outputs[index].status.redact(by: token)
            response.outputs[index].prediction?.redact(by: token)
        }
        return response
    }
}

extension ServiceStatus {
    fileprivate mutating func redact(by token: AccessToken) {
        description = token.redacting(description).hidingCredentials
        details = token.redacting(details).hidingCredentials
        requestID = token.redacting(requestID)
    }
}

extension Prediction {
    fileprivate mutating func redact(by token: AccessToken) {
        modelVersionID = modelVersionID.map(token.redacting)
        outputID = outputID.map(token.redacting)
        inputID = inputID.map(token.redacting)
        for index in concepts.indices { concepts[index].redact(by: token) }
        for index in regions.indices {
            regions[index].id = token.redacting(regions[index].id)
            for concept in regions[index].concepts.indices { regions[index].concepts[concept].redact(by: token) }
        }
    }
}

extension Concept {
    fileprivate mutating func redact(by token: AccessToken) {
        id = token.redacting(id)
        name = token.redacting(name)
    }
}
