#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

/// The preset that `--preset` names: one that comes along, or what a file says if the text has a slash or ends in `.json`.
func namedPreset(_ text: String) throws -> ServicePreset {
    if let known = ServicePreset(named: text) { return known }
    guard text.contains("/") || text.hasSuffix(".json") else {
        let names = ServicePreset.all.map(\.name)
        let hint = text.nearest(of: names).map { " Did you mean \($0)?" } ?? ""
        throw ValidationError(
            "--preset is one of \(names.joined(separator: ", ")), or a file such as ./ours.json, not \(text).\(hint)")
    }
    return try PresetFile(path: FilePath(carrierText: text)).preset()
}

/// A preset of the user's own, in JSON: the keys `schema`, `preset`, `displayName`, `variantOf` and `figures` of
/// `presets --json`.
struct PresetFile {
    let path: FilePath

    /// More is no preset; checked before the file is read.
    private static let byteLimit = 65_536

    func preset() throws -> ServicePreset {
        let value = try JSONValue(parsing: bytes()[...])
        guard let value else { throw PresetError("it is no JSON").of(path) }
        do throws(PresetError) {
            return try ServicePreset(parsing: value)
        } catch {
            throw error.of(path)
        }
    }

    private func bytes() throws -> [UInt8] {
        do throws(FileError) {
            let file = try InputFile(opening: path)
            let count = file.status.byteCount
            if count <= Self.byteLimit { return try file.readAll() }
        } catch {
            throw ValidationError("--preset: \(error.description)")
        }
        throw PresetError("it has more than \(Self.byteLimit) bytes").of(path)
    }
}

/// What is wrong with a preset.
struct PresetError: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    func of(_ path: FilePath) -> ValidationError { ValidationError("--preset \(path) cannot be used: \(reason).") }
}
#endif
