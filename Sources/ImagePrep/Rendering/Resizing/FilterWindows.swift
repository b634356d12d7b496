/// The windows of an axis with their exact weights, before they are padded and rounded.
struct FilterWindows {
    private(set) var starts: [Int] = []
    /// Where each window's weights begin in `weights`, and the end of the last.
    private(set) var offsets: [Int] = [0]
    private(set) var weights: [Double] = []
    private(set) var longest = 1
    private var largestWeight = 0.0
    /// The largest sum of absolute weights: how far a window can overshoot.
    private var largestGain = 1.0

    private let mapping: AxisMapping
    private let filter: ResizeFilter
    /// The kernel is widened where the axis shrinks, and has its own width where it grows.
    private let widening: Double

    init(_ mapping: AxisMapping, filter: ResizeFilter) {
        self.mapping = mapping
        self.filter = filter
        widening = max(1, mapping.factor)
        starts.reserveCapacity(mapping.targetCount)
        for target in 0..<mapping.targetCount { addWindow(of: target) }
    }

    /// A window that reaches over the edge is cut there and scaled up to sum to 1.
    private mutating func addWindow(of target: Int) {
        let count = Double(mapping.sourceCount)
        let center = min(max(mapping.begin + (Double(target) + 0.5) * mapping.factor, 0), count)
        let reach = filter.support * widening
        // Samples whose centre is within reach; for the box those that it touches.
        let slack = filter == .box ? 0.5 : 0
        let first = min(max((center - reach - slack + 0.5).rounded(.down), 0), count - 1)
        let end = max(min((center + reach + slack + 0.5).rounded(.down), count), first + 1)
        let window = Int(first)..<Int(end)
        var raw = window.map { filter.weight(at: (Double($0) + 0.5 - center) / widening, pixel: 1 / widening) }
        let sum = raw.reduce(0, +)
        if sum > 0 {
            for index in raw.indices { raw[index] /= sum }
        } else {
            // Only a window that the edge cut down to pixels outside of the kernel: the nearest pixel stands for all.
            raw = window.map { $0 == min(Int(center), window.upperBound - 1) ? 1 : 0 }
        }
        starts.append(window.lowerBound)
        weights.append(contentsOf: raw)
        offsets.append(weights.count)
        longest = max(longest, window.count)
        largestWeight = raw.reduce(largestWeight) { max($0, abs($1)) }
        largestGain = max(largestGain, raw.reduce(0) { $0 + abs($1) })
    }

    /// One row of `tapCount` weights a window, each moved left as far as its taps must to stay within the source.
    func padded(to tapCount: Int, highestStart: Int) -> (starts: [Int32], weights: [Double]) {
        var table = [Double](repeating: 0, count: tapCount * starts.count)
        var movedStarts: [Int32] = []
        movedStarts.reserveCapacity(starts.count)
        for target in starts.indices {
            let start = min(starts[target], highestStart)
            movedStarts.append(Int32(start))
            let row = target * tapCount + starts[target] - start
            for index in offsets[target]..<offsets[target + 1] { table[row + index - offsets[target]] = weights[index] }
        }
        return (movedStarts, table)
    }

    /// The most fraction bits for which every weight fits 16 bits and every sum 32: more taps are smaller weights, and get
    /// more bits.
    func shift(for pass: FilterCoefficients.Pass) -> Int {
        // What comes in: bytes in the row pass; in the column pass what is between them, saturated at 16 bits.
        let largestSample = pass == .row ? 255.0 : 32_768.0
        var shift = 22
        while shift > 7 {
            let unit = Double(1 << shift)
            // Carrying the rounding may add one to every weight; 64 units are room for what the kernels round with.
            let gain = largestGain * unit + Double(longest)
            if largestWeight * unit + 1 <= 32_767 && gain * largestSample < 2_147_483_647 - 64 * unit { break }
            shift -= 1
        }
        return shift
    }
}
