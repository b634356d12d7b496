/// A resampler for each of up to four planes that arrive at the same time; interleaved pixels need only the first.
package struct PlaneResamplers: ~Copyable {
    package var first = RowResampler()
    package var second = RowResampler()
    package var third = RowResampler()
    package var fourth = RowResampler()

    package init() {}

    /// Stops all of them.
    var cancellation: CancellationFlag? {
        get { first.cancellation }
        set {
            first.cancellation = newValue
            second.cancellation = newValue
            third.cancellation = newValue
            fourth.cancellation = newValue
        }
    }
}
