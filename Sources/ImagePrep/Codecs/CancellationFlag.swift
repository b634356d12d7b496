internal import CImageCodecs

/// A flag that one thread raises to stop what another is doing; codecs look at it between rows of blocks.
@safe package final class CancellationFlag: @unchecked Sendable {
    // Unchecked: the only shared state is one integer that is read and written atomically.
    let address: UnsafeMutablePointer<Int32>

    package init() {
        unsafe address = .allocate(capacity: 1)
        unsafe address.initialize(to: 0)
    }

    deinit { unsafe address.deallocate() }

    package func raise() { unsafe ip_set_flag(address, 1) }

    package var isRaised: Bool { unsafe ip_read_flag(address) != 0 }

    /// For the places between stages.
    package func check() throws(ImagePrepError) {
        if isRaised { throw .cancelled }
    }
}
