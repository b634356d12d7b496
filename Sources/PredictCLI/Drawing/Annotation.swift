internal import Foundation
internal import ImagePrep
internal import Predict

/// Draws what a model said onto the picture that it said it of.
struct Annotation {
    private var canvas: Canvas
    /// Pixels of a dot of the font, so that labels can be read on pictures of any size.
    private let scale: Int
    /// Where labels of the whole picture go next.
    private var nextLine: Int
    /// Where labels stand already.
    private var labels: [(x: Range<Int>, y: Range<Int>)] = []

    /// Far apart in hue and of middle lightness, so that neighbours can be told apart on light and dark pictures.
    private static let palette = [
        InkColor(red: 230, green: 25, blue: 75), InkColor(red: 60, green: 180, blue: 75),
        InkColor(red: 0, green: 130, blue: 200), InkColor(red: 245, green: 130, blue: 48),
        InkColor(red: 145, green: 30, blue: 180), InkColor(red: 0, green: 160, blue: 170),
        InkColor(red: 240, green: 50, blue: 230), InkColor(red: 170, green: 110, blue: 40),
        InkColor(red: 128, green: 128, blue: 0), InkColor(red: 255, green: 225, blue: 25),
    ]

    init(on canvas: Canvas) {
        self.canvas = canvas
        scale = Self.scale(on: canvas.size)
        nextLine = 0
    }

    /// About 40 lines of text on the shorter side; at least one pixel a dot.
    private static func scale(on size: PixelSize) -> Int { max(1, min(size.width, size.height) / 400) }

    private static let leastSide = 100

    /// How many times as large a small picture must be drawn for its labels to have room; 8 at most, 1 for most pictures.
    static func enlargement(of size: PixelSize, for prediction: Prediction) -> Int {
        let longest = prediction.labels.map(\.count).max() ?? 0
        let width = (longest * BitmapFont.advance + 3) * scale(on: size)
        let forWidth = (width + size.width - 1) / max(size.width, 1)
        // On less a label would hide most of a box.
        let forHeight = (leastSide + size.height - 1) / max(size.height, 1)
        return min(max(forWidth, longest > 0 ? forHeight : 1, 1), 8)
    }

    /// What is drawn of a picture's concepts and regions; a service gives 200 at most, and every label looks for its place
    /// among all others.
    static let mostDrawn = 1000

    /// The picture with everything on it, as far as `mostDrawn` allows.
    mutating func draw(_ all: Prediction) -> Canvas {
        var prediction = all
        prediction.concepts = Array(all.concepts.prefix(Self.mostDrawn))
        prediction.regions = Array(all.regions.prefix(Self.mostDrawn))
        let colors = Dictionary(
            uniqueKeysWithValues: prediction.names.enumerated().map { index, name in
                (name, Self.palette[index % Self.palette.count])
            })
        func color(_ region: Region) -> InkColor { colors[region.concepts.first?.name ?? ""] ?? Self.palette[0] }
        for region in prediction.regions {
            if let plane = try? region.mask?.plane() { canvas.tint(plane, edge: scale, color(region)) }
        }
        // Boxes before labels, so that no box crosses a text.
        for region in prediction.regions where region.box != nil { drawBox(region, color(region)) }
        // The list before the labels of boxes, which make way for it.
        for concept in prediction.concepts { listLine(concept.label, .black) }
        for region in prediction.regions where region.box == nil { drawLabel(of: region, color(region)) }
        for region in prediction.regions where region.box != nil { drawLabel(of: region, color(region)) }
        return canvas
    }

    private mutating func drawBox(_ region: Region, _ color: InkColor) {
        guard let edges = pixelEdges(region) else { return }
        canvas.frame(x: edges.x, y: edges.y, thickness: 2 * scale, color)
    }

    private mutating func drawLabel(of region: Region, _ color: InkColor) {
        guard let concept = region.concepts.first else { return }
        guard let edges = pixelEdges(region) else {
            listLine(concept.label, color)
            return
        }
        place(concept.label, x: edges.x.lowerBound, above: edges.y.lowerBound, color)
    }

    private func pixelEdges(_ region: Region) -> (x: Range<Int>, y: Range<Int>)? {
        guard let box = region.box?.pixels(in: canvas.size) else { return nil }
        func edges(_ low: Double, _ high: Double) -> Range<Int> {
            let start = Int(low.rounded())
            return start..<max(start + 1, Int(high.rounded()))
        }
        return (edges(box.left, box.right), edges(box.top, box.bottom))
    }

    /// Above the box where there is room and nothing else stands, otherwise inside, line by line further down.
    private mutating func place(_ text: String, x: Int, above top: Int, _ color: InkColor) {
        let left = max(0, min(x, canvas.size.width - width(of: text)))
        let columns = left..<left + width(of: text)
        var line = top - lineHeight
        while line < 0 || labels.contains(where: { $0.x.overlaps(columns) && $0.y.overlaps(line..<line + lineHeight) })
        {
            line += lineHeight
            // A picture full of labels: better one over another than none.
            if line + lineHeight > canvas.size.height { break }
        }
        line = max(0, min(line, canvas.size.height - lineHeight))
        labels.append((columns, line..<line + lineHeight))
        write(text, x: left, y: line, color)
    }

    /// From the top down, at the left edge.
    private mutating func listLine(_ text: String, _ color: InkColor) {
        guard nextLine + lineHeight <= canvas.size.height else { return }
        labels.append((0..<width(of: text), nextLine..<nextLine + lineHeight))
        write(text, x: 0, y: nextLine, color)
        nextLine += lineHeight
    }

    private mutating func write(_ text: String, x: Int, y: Int, _ color: InkColor) {
        canvas.fill(x: x..<x + width(of: text), y: y..<y + lineHeight, color)
        canvas.write(text, x: x + 2 * scale, y: y + 2 * scale, scale: scale, color.readableInk)
    }

    private var lineHeight: Int { (BitmapFont.glyphHeight + 3) * scale }

    private func width(of text: String) -> Int { (text.count * BitmapFont.advance + 3) * scale }
}

extension Concept {
    /// In characters of the font, as far as the name can be written in them.
    fileprivate var label: String {
        // A server's names may be of any length, and its numbers any.
        let name = String(name.prefix(200))
        let latin = name.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? name
        let short = latin.count > 40 ? "\(latin.prefix(38)).." : latin
        return "\(short) \(percent)%"
    }

    /// 0...100.
    private var percent: Int { value.isNaN ? 0 : Int((min(max(value, 0), 1) * 100).rounded()) }
}

extension Prediction {
    fileprivate var labels: [String] {
        concepts.prefix(Annotation.mostDrawn).map(\.label)
            + regions.prefix(Annotation.mostDrawn).compactMap { $0.concepts.first?.label }
    }

    /// Of the regions' first concepts, each once, in their order.
    fileprivate var names: [String] {
        regions.reduce(into: []) { names, region in
            let name = region.concepts.first?.name ?? ""
            if !names.contains(name) { names.append(name) }
        }
    }
}
