public import Foundation
public import ImagePrep

extension PreparedImage {
    /// The file as `Data`.
    public var data: Data { Data(bytes) }
}
