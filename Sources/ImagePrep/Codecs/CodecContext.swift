internal import CImageCodecs

/// The Swift face of `ip_context`: limits in; status, message and warnings out.
@safe struct CodecContext {
    var raw = unsafe ip_context()
    /// Kept alive while `raw` points into it.
    private let cancellation: CancellationFlag?

    init(limits: InputLimits = InputLimits(), cancellation: CancellationFlag? = nil) {
        self.cancellation = cancellation
        unsafe raw.cancel_flag = cancellation.map { unsafe UnsafePointer($0.address) }
        unsafe raw.max_scans = Int32(clamping: limits.scans)
        unsafe raw.max_warnings = Int32(clamping: limits.codecWarnings)
        unsafe raw.max_memory_bytes = UInt64(clamping: limits.workingMemoryBytes)
    }

    /// With the limits of the preparation, and stopped with it.
    init(_ context: PreparationContext) {
        self.init(limits: context.options.inputLimits, cancellation: context.cancellation)
    }

    /// The warnings that the codec kept in words.
    mutating func keptWarnings() -> [String] {
        let count = unsafe min(Int(raw.warning_count), Int(IP_WARNINGS_KEPT))
        return (0..<count).compactMap { index in
            guard let text = unsafe ip_context_warning(&raw, Int32(index)) else { return nil }
            return unsafe String(cString: text)
        }
    }

    /// What the codec said of its failure; empty where it did not fail.
    var message: String {
        mutating get { unsafe String(cString: ip_context_message(&raw)) }
    }

    /// All of the codec's warnings.
    var warningCount: Int { unsafe Int(raw.warning_count) }

    /// What the codec reported; nil where that is success.
    var failure: ImagePrepError? {
        mutating get {
            do throws(ImagePrepError) {
                try check()
                return nil
            } catch {
                return error
            }
        }
    }

    /// Throws what the codec reported, unless it reported success.
    mutating func check() throws(ImagePrepError) {
        guard unsafe raw.status != IP_OK else { return }
        let message = message
        switch unsafe raw.status {
        case IP_MALFORMED: throw .malformed(message)
        case IP_TRUNCATED: throw .truncated(message)
        case IP_UNSUPPORTED: throw .unsupported(feature: message, advice: "convert it with another program first")
        case IP_LIMIT_EXCEEDED: throw limitError
        case IP_OUT_OF_MEMORY: throw .outOfMemory(message)
        case IP_CANCELLED: throw .cancelled
        default: throw .internalFault(message)
        }
    }

    private var limitError: ImagePrepError {
        let kind: LimitKind =
            switch unsafe raw.limit_kind {
            case IP_LIMIT_SCANS: .scans
            case IP_LIMIT_WARNINGS: .codecWarnings
            default: .workingMemory
            }
        return unsafe .limitExceeded(kind, limit: Int(raw.limit), actual: Int(raw.actual))
    }
}
