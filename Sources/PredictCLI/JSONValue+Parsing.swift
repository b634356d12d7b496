internal import Foundation
internal import Predict

extension JSONValue {
    /// `text` as JSON; as a string where it is none.
    init(parsing text: String) {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        self = object.flatMap(JSONValue.init(object:)) ?? .string(text)
    }

    private init?(object: Any) {
        switch object {
        case is NSNull: self = nil
        case let text as String: self = .string(text)
        case let elements as [Any]: self = .array(elements.compactMap(JSONValue.init(object:)))
        case let members as [String: Any]: self = .object(members.compactMapValues(JSONValue.init(object:)))
        case let number as NSNumber: self = JSONValue(number)
        default: return nil
        }
    }

    private init(_ number: NSNumber) {
        // Foundation gives booleans as numbers of C's type for a character.
        if unsafe number.objCType.pointee == CChar(bitPattern: UInt8(ascii: "c")) {
            self = .bool(number.boolValue)
        } else if let integer = Int(number.stringValue) {
            self = .integer(integer)
        } else {
            self = .number(number.doubleValue)
        }
    }
}
