import ImagePrep

#if canImport(Glibc)
@_exported import Glibc
#else
@_exported import Darwin
#endif

/// Limits that keep one input to milliseconds, so that the fuzzer tries many; each is tested at its real size elsewhere.
let smallLimits = {
    var options = PrepareOptions()
    options.inputLimits.pixels = 1 << 18
    options.inputLimits.workingMemoryBytes = 64 << 20
    options.inputLimits.decodeWorkBytes = 1 << 22
    options.inputLimits.metadataBytes = 1 << 20
    options.inputLimits.scans = 50
    return options
}()

/// Whatever the bytes are: an inspection or an error, and nothing that lies outside of the file.
func inspect(_ input: [UInt8]) {
    guard let inspection = try? ImagePreparer(options: smallLimits).inspect(input.span) else { return }
    precondition(inspection.byteCount == input.count)
    precondition(inspection.storedSize.pixelCount <= smallLimits.inputLimits.pixels)
    precondition(inspection.metadata.reduce(0) { $0 + $1.byteCount } <= input.count, "more metadata than file")
    _ = inspection.exifSummary(of: input.span)
}

/// libexif and the bounded walk must agree on the orientation wherever both read one.
func compareExif(_ input: [UInt8]) {
    let payload = exifPayload(input)
    guard payload.count < 65_000 else { return }
    guard let inspection = try? ImagePreparer().inspect(smallestJPEG(withExif: payload).span) else {
        fatalError("a sound JPEG is refused for its Exif")
    }
    guard let theirs = libexifOrientation(payload), (1...8).contains(theirs) else { return }
    // Ours is stricter: what it cannot read counts as upright, with a warning.
    guard inspection.orientationSource != nil, inspection.warnings.isEmpty else { return }
    precondition(Int(inspection.orientation.rawValue) == theirs, "\(inspection.orientation), libexif says \(theirs)")
}

/// The seeds are whole files: what stands behind the identifier is the structure.
private func exifPayload(_ input: [UInt8]) -> [UInt8] {
    let identifier = Array("Exif\0\0".utf8)
    for start in input.indices.dropLast(6) where Array(input[start..<start + 6]) == identifier {
        return Array(input[(start + 6)...])
    }
    return input
}

/// One gray block behind an Exif segment.
private func smallestJPEG(withExif payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 8
    var bytes: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + Array("Exif\0\0".utf8) + payload
    bytes += [0xFF, 0xDB, 0x00, 0x43, 0x00] + [UInt8](repeating: 1, count: 64)
    bytes += [0xFF, 0xC0, 0x00, 0x0B, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
    return bytes + [0xFF, 0xDA, 0x00, 0x08, 1, 1, 0x00, 0, 63, 0, 0x2B, 0xFF, 0xD9]
}

/// What the cheap routes hand out keeps the promise and is idempotent.
func rewrite(_ input: [UInt8]) {
    let preparer = ImagePreparer(options: smallLimits)
    guard let plan = try? preparer.plan(input.span), plan.route == .copy || plan.route == .rewrite else { return }
    checkPrepared(input, preparer)
}

func verify(_ input: [UInt8]) {
    _ = ImagePreparer(options: smallLimits).verify(input.span)
}

func prepareJPEG(_ input: [UInt8]) {
    guard input.count > 2, input[0] == 0xFF else { return }
    prepareBothWays(input)
}

func preparePNG(_ input: [UInt8]) {
    guard input.count > 8, input[0] == 0x89 else { return }
    prepareBothWays(input)
}

/// The boxes and parameter sets of HEIC and AVIF alone, many times as fast as with a decoder.
func inspectHEIF(_ input: [UInt8]) {
    guard isHEIF(input) else { return }
    inspect(input)
}

func prepareHEIF(_ input: [UInt8]) {
    guard isHEIF(input) else { return }
    prepareBothWays(input)
}

private func isHEIF(_ input: [UInt8]) -> Bool { input.count > 12 && Array(input[4..<8]) == Array("ftyp".utf8) }

func prepareGIF(_ input: [UInt8]) {
    guard input.starts(with: Array("GIF8".utf8)) else { return }
    prepareBothWays(input)
}

func prepareWebP(_ input: [UInt8]) {
    guard input.count > 12, input[8..<12].elementsEqual("WEBP".utf8) else { return }
    prepareBothWays(input)
}

func prepareBMP(_ input: [UInt8]) {
    guard input.starts(with: Array("BM".utf8)) else { return }
    prepareBothWays(input)
}

func prepareTIFF(_ input: [UInt8]) {
    guard input.starts(with: Array("II".utf8)) || input.starts(with: Array("MM".utf8)) else { return }
    prepareBothWays(input)
}

/// As it comes, and forced through a resize under a small budget.
private func prepareBothWays(_ input: [UInt8]) {
    checkPrepared(input, ImagePreparer(options: smallLimits))
    var tight = smallLimits
    tight.maxDimension = 40
    tight.maxBytes = 3_000
    tight.truncated = .render
    checkPrepared(input, ImagePreparer(options: tight))
}

func checkPrepared(_ input: [UInt8], _ preparer: ImagePreparer) {
    let prepared: PreparedImage
    do {
        prepared = try preparer.prepare(input)
    } catch .internalFault(let what) {
        fatalError("a broken promise: \(what)")
    } catch {
        return
    }
    precondition(prepared.bytes.count < preparer.options.maxBytes, "over the limit")
    // What was copied without a look at its image data may have what only decoding shows, and nothing else.
    let isLookedAt = prepared.receipt.checked == .imageData
    let breaches = preparer.verify(prepared.bytes.span)
    precondition(breaches.allSatisfy { $0.kind == .imageData && !isLookedAt }, "does not verify")
    do {
        let again = try preparer.prepare(prepared.bytes)
        precondition(
            again.bytes == prepared.bytes, "not idempotent: \(prepared.receipt.route), then \(again.receipt.route)")
    } catch {
        fatalError("its own output is refused: \(error)")
    }
}
