/// What an input may cost, checked on its header before anything of that size is allocated.
public struct InputLimits: Sendable, Hashable {
    /// Bytes of one input file. Default: 1 GiB.
    public var inputBytes = 1 << 30
    /// Stored pixels, width times height. Default: 268,402,689, which is 16,383 squared.
    public var pixels = 268_402_689
    /// Pixels on the longer side. Default: 65,500, the most that libjpeg writes.
    public var side = 65_500
    /// Scans of a progressive JPEG. Default: 500.
    public var scans = 500
    /// JPEG segments or PNG chunks. Default: 200,000.
    public var segments = 200_000
    /// Bytes that one image may need while it is prepared, computed before decoding. Default: 1 GiB.
    public var workingMemoryBytes = 1 << 30
    /// Entropy-coded bytes plus two for each block that each scan visits: what decoding costs, without a clock.
    /// Default: 512 MiB, above the largest photo that the other limits let in.
    public var decodeWorkBytes = 1 << 29
    /// Warnings of a codec about one image while it is decoded; 0 refuses whatever a codec warns of. Default: 1,000.
    public var codecWarnings = 1_000
    /// Bytes of one inflated profile or text. Default: 16 MiB.
    public var metadataBytes = 16 << 20

    /// The defaults.
    public init() {}
}
