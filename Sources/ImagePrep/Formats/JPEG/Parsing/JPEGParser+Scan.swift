internal import CImageCodecs

extension JPEGParser {
    mutating func readScan(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        guard let frame else { throw .malformed("a scan before the frame header") }
        let componentCount = payload.isEmpty ? 0 : Int(input[payload.lowerBound])
        guard (1...4).contains(componentCount), payload.count == 4 + 2 * componentCount else {
            throw .malformed("a scan header of \(payload.count.formattedByteCount) for \(componentCount) components")
        }
        try limits.check(.scans, scans.count + 1)
        let scan = ScanHeader(input, payload)
        try check(scan, frame)
        if scans.isEmpty {
            firstRestartInterval = restartInterval
            isFirstScanWhole = componentCount == frame.components.count
        }
        decodeWork += 2 * frame.blockCount(of: scan.indices(in: frame))
        leastScanBits = leastBits(scan, frame)
        scans.append(
            JPEGStructure.Scan(
                segmentIndex: segments.count - 1, entropy: payload.upperBound..<payload.upperBound,
                restartMarkerCount: 0, restartMarkersInOrder: true,
                mcuCount: frame.mcuCount(of: scan.indices(in: frame)), components: scan.indices(in: frame),
                restartInterval: restartInterval))
        checkOrder(input, scan, frame)
    }

    /// Each block takes a code for its DC and at least one for its AC; a refined DC takes a bit. 0 where nothing can be said:
    /// one code may end thousands of a progressive scan's blocks.
    private func leastBits(_ scan: ScanHeader, _ frame: JPEGStructure.Frame) -> Int {
        guard !frame.isArithmetic, !frame.isProgressive || scan.spectralStart == 0 else { return 0 }
        let indices = scan.indices(in: frame)
        return zip(indices, scan.selectors).reduce(0) { sum, pair in
            let (index, numbers) = (pair.0, pair.1.tables)
            let dc = tables.huffmanDC[Int(numbers >> 4)]?.shortestCode ?? 0
            let ac = tables.huffmanAC[Int(numbers & 15)]?.shortestCode ?? 0
            let bits = !frame.isProgressive ? dc + ac : scan.approximation >> 4 == 0 ? dc : 1
            return sum + bits * frame.blockCount(of: index, in: indices)
        }
    }

    /// What would make a decoder stop at this scan.
    private mutating func check(_ scan: ScanHeader, _ frame: JPEGStructure.Frame) throws(ImagePrepError) {
        let indices = scan.indices(in: frame)
        guard indices.count == scan.selectors.count, Set(indices).count == indices.count else {
            throw .malformed(
                "scan \(scans.count + 1) names components that the frame does not have, or not in its order")
        }
        let blocks = indices.reduce(0) {
            $0 + frame.components[$1].horizontalSampling * frame.components[$1].verticalSampling
        }
        guard indices.count == 1 || blocks <= 10 else { throw .malformed("an MCU of \(blocks) blocks where 10 may be") }
        for index in indices where tables.quantization[frame.components[index].quantizationTable] == nil {
            throw .malformed("a scan without quantization table \(frame.components[index].quantizationTable)")
        }
        if frame.isProgressive { try checkProgression(scan) }
        // T.81, A.2: a component has one scan. libjpeg stops where the first scan had them all, and many readers with it.
        if !frame.isProgressive, isFirstScanWhole {
            throw .malformed("a second scan behind one that has all components of a picture that is not progressive")
        }
        if !frame.isArithmetic { try checkHuffmanTables(scan, isProgressive: frame.isProgressive) }
    }

    private func checkProgression(_ scan: ScanHeader) throws(ImagePrepError) {
        let (high, low) = (scan.approximation >> 4, scan.approximation & 15)
        let isBandRight =
            scan.spectralStart == 0
            ? scan.spectralEnd == 0
            : scan.spectralStart <= scan.spectralEnd && scan.spectralEnd < 64 && scan.selectors.count == 1
        guard isBandRight, low <= 13, high == 0 || high - 1 == low else {
            throw .malformed(
                "a progressive scan of coefficients \(scan.spectralStart)...\(scan.spectralEnd) with approximation \(high), \(low)"
            )
        }
    }

    /// Without its tables a decoder may take the standard ones (motion JPEG); readers differ, so the picture is recoded.
    private mutating func checkHuffmanTables(
        _ scan: ScanHeader, isProgressive: Bool
    ) throws(ImagePrepError) {
        for (_, numbers) in scan.selectors {
            if scan.needsDC(isProgressive: isProgressive) { try check(tables.huffmanDC[Int(numbers >> 4)]) }
            if scan.needsAC(isProgressive: isProgressive) { try check(tables.huffmanAC[Int(numbers & 15)]) }
        }
    }

    private mutating func check(_ table: JPEGTables.Huffman?) throws(ImagePrepError) {
        guard let table else { return recode(.missingHuffmanTables) }
        if let fault = table.fault { throw .malformed(fault) }
        if table.hasAllOnesCode { recode(.allOnesCode(scan: scans.count + 1)) }
        if table.shortestCode == 0 { recode(.emptyHuffmanTable(scan: scans.count + 1)) }
    }

    private mutating func recode(_ reason: JPEGRecodingReason) {
        if !recodingReasons.contains(reason) { recodingReasons.append(reason) }
    }

    /// What makes readers show different pictures, warn or fail although a decoder can go on.
    private mutating func checkOrder(
        _ input: Span<UInt8>, _ scan: ScanHeader, _ frame: JPEGStructure.Frame
    ) {
        let (indices, number) = (scan.indices(in: frame), scans.count)
        if indices != indices.sorted() { recode(.componentOrder(scan: number)) }
        for index in indices {
            latchTable(input, of: index, frame)
            let reason = coverage.add(scan, of: index, number: number, isProgressive: frame.isProgressive)
            if let reason { recode(reason) }
        }
        guard !frame.isProgressive else { return }
        let isExtended = scan.selectors.contains { $0.tables & 0xEE != 0 }
        if frame.marker == 0xC0, isExtended { hasExtendedTables = true }
        for (offset, value) in [UInt8(0), 63, 0].enumerated() {
            correct(input, at: scan.parameterOffset + offset, to: value, .scanParameters(scan: number))
        }
    }

    /// libjpeg gives a component the table that its first scan finds. Others look when they need one, which is the same
    /// unless it changes before the component's last scan.
    private mutating func latchTable(_ input: Span<UInt8>, of index: Int, _ frame: JPEGStructure.Frame) {
        let number = frame.components[index].quantizationTable
        guard latchedTables[index] == nil, let table = tables.quantization[number] else { return }
        latchedTables[index] = table
        guard frame.isProgressive else { return }
        for other in latchedTables.keys.sorted() where frame.components[other].quantizationTable == number {
            guard let earlier = latchedTables[other], !input.hasSameBytes(earlier, table) else { continue }
            recode(.redefinedQuantization(table: number, component: other + 1))
        }
    }

    /// Finds the end of the entropy-coded bytes after a scan header and checks the restart markers in them.
    mutating func scanEntropy(_ input: Span<UInt8>, from start: Int) throws(ImagePrepError) -> Int {
        if let known = knownScans[start], known.entropy.count <= input.count - start {
            let end = start + known.entropy.count
            try finishScan(entropy: start..<end, known.restartMarkerCount, known.restartMarkersInOrder)
            return end
        }
        var (position, expected, inOrder, count) = (start, UInt8(0xD0), true, 0)
        while true {
            position = input.nextMarkerOffset(from: position)
            guard position < input.count else { break }
            let marker = input[position + 1]
            if marker == 0xFF {
                // A fill byte: legal before a marker, so the marker may be the next.
                position += 1
                continue
            }
            guard (0xD0...0xD7).contains(marker) else { break }
            inOrder = inOrder && marker == expected
            expected = expected == 0xD7 ? 0xD0 : expected + 1
            count += 1
            position += 2
        }
        let end = endOfEntropy(input, start, position)
        try finishScan(entropy: start..<end, count, inOrder)
        return end
    }

    /// Fill bytes before the next marker are not the scan's; the walk counts them.
    private func endOfEntropy(_ input: Span<UInt8>, _ start: Int, _ position: Int) -> Int {
        var end = position
        while end > start, position < input.count, input[end - 1] == 0xFF { end -= 1 }
        return end
    }

    private mutating func finishScan(entropy: Range<Int>, _ count: Int, _ inOrder: Bool) throws(ImagePrepError) {
        guard let last = scans.indices.last else { return }
        scans[last].entropy = entropy
        scans[last].restartMarkerCount = count
        scans[last].restartMarkersInOrder = inOrder
        decodeWork += entropy.count
        try limits.check(.decodeWork, decodeWork)
        if 8 * entropy.count < leastScanBits {
            recodingReasons.append(.shortScan(scan: last + 1, byteCount: entropy.count))
        }
        let expected = scans[last].expectedRestartMarkerCount
        if count != expected || !inOrder {
            recodingReasons.append(.restartMarkers(scan: last + 1, found: count, expected: expected))
        }
    }
}

extension Span<UInt8> {
    /// Whether two stretches hold the same bytes.
    func hasSameBytes(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { self[$0] == self[$1] }
    }

    /// The next 0xFF that a byte other than 0x00 follows; `count` where there is none.
    package func nextMarkerOffset(from offset: Int) -> Int {
        guard offset < count else { return count }
        return unsafe withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            return unsafe ip_find_marker(base, offset, bytes.count)
        }
    }
}

extension JPEGStructure.Frame {
    /// Blocks of one component without padding: what a scan of it alone holds (T.81, A.2.2).
    private func blocks(of component: JPEGStructure.Component) -> PixelSize {
        let width = (size.width * component.horizontalSampling + maxHorizontalSampling - 1) / maxHorizontalSampling
        let height = (size.height * component.verticalSampling + maxVerticalSampling - 1) / maxVerticalSampling
        return PixelSize(width: (width + 7) / 8, height: (height + 7) / 8)
    }

    /// MCUs of a scan of these components.
    func mcuCount(of indices: [Int]) -> Int {
        if indices.count == 1 { return blocks(of: components[indices[0]]).pixelCount }
        let (width, height) = (8 * maxHorizontalSampling, 8 * maxVerticalSampling)
        return ((size.width + width - 1) / width) * ((size.height + height - 1) / height)
    }

    /// Blocks of one component in a scan of these.
    func blockCount(of index: Int, in indices: [Int]) -> Int {
        let factors = components[index].horizontalSampling * components[index].verticalSampling
        return mcuCount(of: indices) * (indices.count == 1 ? 1 : factors)
    }

    /// Blocks that a decoder visits in a scan of these components.
    func blockCount(of indices: [Int]) -> Int {
        if indices.count == 1 { return mcuCount(of: indices) }
        let perMCU = indices.reduce(0) { $0 + components[$1].horizontalSampling * components[$1].verticalSampling }
        return mcuCount(of: indices) * perMCU
    }
}
