/// The formats that ImagePrep reads and writes.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable {
    case jpeg
    case png
}
