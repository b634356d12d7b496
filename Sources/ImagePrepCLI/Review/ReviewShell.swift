internal import ImagePrep

/// What stands around the photos in a review page, and how they are written into it.
///
/// What comes from outside is in elements that the browser does not run, in JSON of ASCII without a `<`; the page makes text of
/// it and never markup. By its own policy it runs the one script whose digest it names, and fetches nothing but local pictures.
enum ReviewShell {
    /// By which an earlier page is known.
    static let mark = Array("<!DOCTYPE html>\n<!-- imageprep review 1 -->\n".utf8)

    /// Up to the first photo.
    static let start: [UInt8] = mark + Array(head.utf8) + PackageResources.shell_html

    static let end = Array("</body>\n</html>\n".utf8)

    private static let script =
        PackageResources.photos_js + PackageResources.cards_js + PackageResources.charts_js
        + PackageResources.compare_js
        + PackageResources.filters_js
    private static let style = PackageResources.page_css

    private static var head: String {
        """
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="imageprep \(Version.number)">
        <title>ImagePrep review</title>
        <style>\(String(decoding: style, as: UTF8.self))</style>
        <script>\(String(decoding: script, as: UTF8.self))</script>
        </head>

        """
    }

    private static var policy: String {
        "default-src 'none'; script-src \(source(script)); style-src \(source(style)); img-src 'self' file: data:; "
            + "base-uri 'none'; form-action 'none'"
    }

    /// As Content Security Policy names a script or style that is permitted.
    private static func source(_ bytes: [UInt8]) -> String {
        let digits = Array(SHA256.hexadecimalDigest(of: bytes.span))
        let digest = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0 }
        return "'sha256-\(String(decoding: Base64.encoded(digest), as: UTF8.self))'"
    }

    /// An element with JSON in it, of that class.
    static func data(_ name: String, _ value: JSONValue) -> [UInt8] {
        var bytes = Array("<script type=\"application/json\" class=\"\(name)\">".utf8)
        for byte in value.text.utf8 {
            // In JSON it can only stand in a string.
            if byte == UInt8(ascii: "<") { bytes += "\\u003c".utf8 } else { bytes.append(byte) }
        }
        return bytes + Array("</script>\n".utf8)
    }

    /// An element with pictures in Base64 in it.
    static func pictures(_ text: some Sequence<UInt8>) -> [UInt8] {
        Array("<script type=\"text/plain\">".utf8) + text + Array("</script>\n".utf8)
    }
}
