import CAllocationFaults
import ImagePrep

/// Something that is done with a fixture.
struct Work: Sendable {
    typealias Result = Swift.Result<[UInt8], ImagePrepError>

    var name: String
    var file: String
    var options = PrepareOptions()
    var isInspection = false
    var addsLookupProfile = false

    /// Every route and codec, and what is set up beside them.
    static let all: [Work] = [
        Work(name: "inspect", file: "metadata/everything.jpg", isInspection: true),
        Work(name: "inspect", file: "png/exif-after-o1.png", isInspection: true),
        Work(name: "rewrite", file: "metadata/everything.jpg"),
        Work(name: "rewrite", file: "png/rgb8-o1.png"),
        Work(name: "transform", file: "jpeg/420-mcu-o6.jpg"),
        Work(name: "transform", file: "metadata/everything-o6.jpg"),
        Work(name: "render JPEG", file: "jpeg/420-mcu-o6.jpg") { $0.maxDimension = 40 },
        Work(name: "render progressive", file: "jpeg/420-mcu-o6.jpg") {
            $0.maxDimension = 40
            $0.progressive = true
        },
        Work(name: "render JPEG in a budget", file: "jpeg/444-mcu-o1.jpg") { $0.maxBytes = 1_000 },
        Work(name: "convert", file: "metadata/icc-display-p3.jpg"),
        Work(name: "convert and resize", file: "metadata/icc-adobe-rgb.jpg") { $0.maxDimension = 24 },
        // Without the picture, as Little CMS asks hundreds of times.
        Work(
            name: "inspect a profile with a table", file: "jpeg/444-mcu-o1.jpg", isInspection: true,
            addsLookupProfile: true),
        Work(name: "inflate a text", file: "png/everything-o6.png"),
        Work(name: "inflate a profile", file: "png/iccp-display-p3-16-o6.png"),
        Work(name: "JPEG to PNG", file: "metadata/icc-display-p3-o6.jpg") { $0.format = .png },
        Work(name: "render PNG", file: "png/rgb8-o5.png"),
        Work(name: "resize PNG", file: "png/rgba16-adam7-o3.png") { $0.maxDimension = 10 },
        Work(name: "palette", file: "png/palette4-adam7-o7.png") { $0.maxDimension = 10 },
        Work(name: "PNG to JPEG", file: "png/rgba8-o7.png") { $0.format = .jpeg },
    ]

    init(
        name: String, file: String, isInspection: Bool = false, addsLookupProfile: Bool = false,
        _ choose: (inout PrepareOptions) -> Void = { _ in }
    ) {
        self.name = name
        self.file = file
        self.isInspection = isInspection
        self.addsLookupProfile = addsLookupProfile
        choose(&options)
    }

    /// With a workspace of its own.
    func run(_ input: [UInt8]) -> Result {
        let workspace = Workspace()
        return run(input, workspace)
    }

    /// From `begin` on with refusals, then without in the same workspace; the record counts what is left when that is gone.
    func run(_ input: [UInt8], begin: () -> Void) -> (refused: Result, again: Result, record: faults_record) {
        begin()
        let (refused, again) = twice(input)
        return (refused, again, faults_end())
    }

    private func twice(_ input: [UInt8]) -> (Result, Result) {
        let workspace = Workspace()
        let refused = run(input, workspace)
        faults_allow()
        return (refused, run(input, workspace))
    }

    private func run(_ input: [UInt8], _ workspace: Workspace) -> Result {
        let preparer = ImagePreparer(options: options)
        do {
            guard isInspection else { return .success(try preparer.prepare(input, using: workspace).bytes) }
            let summary = try preparer.inspect(input.span).exifSummary(of: input.span)
            // A summary is a courtesy: without memory there is none.
            guard let summary else { return .failure(.outOfMemory("no summary")) }
            return .success(Array("\(summary)".utf8))
        } catch {
            return .failure(error)
        }
    }
}

extension Work.Result {
    var displayName: String {
        switch self {
        case .success(let bytes): "\(bytes.count) bytes"
        case .failure(let error): "\(error)"
        }
    }
}
