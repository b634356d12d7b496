internal import ImagePrep
internal import SystemFiles

/// Makes the pictures of a review page: on the workers, from the bytes that are there anyway.
struct PhotoReviewer: Sendable {
    /// Those of the run.
    private let options: PrepareOptions
    private let memoryBudget: MemoryBudget
    private let cancellation: CancellationFlag

    init(_ options: PrepareOptions, _ memoryBudget: MemoryBudget, _ cancellation: CancellationFlag) {
        (self.options, self.memoryBudget, self.cancellation) = (options, memoryBudget, cancellation)
    }

    /// Looks at an input before it is prepared, which may use up its bytes.
    func review(_ input: [UInt8], _ workspace: Workspace) -> PhotoReview {
        let start = ContinuousClock.now
        var review = PhotoReview()
        let preparer = ImagePreparer(options: options)
        let analysis = try? preparer.analyze(input.span, in: preparer.makeContext(using: workspace))
        guard let inspection = try? analysis?.inspection ?? preparer.inspect(input.span) else { return review }
        review.storedSize = inspection.storedSize
        review.orientation = inspection.orientation
        review.privateKinds = PrivateKind.found(in: inspection, of: input)
        review.isSamePicture = leavesPixels(analysis?.plan)
        if !review.isSamePicture { review.before = picture(of: input, inspection, workspace) }
        review.duration = start.duration(to: .now)
        return review
    }

    /// Adds the output's picture.
    func add(_ output: [UInt8], to review: inout PhotoReview?, _ workspace: Workspace) {
        guard var looked = review else { return }
        let start = ContinuousClock.now
        let thumbnail = looked.isSamePicture ? Thumbnail.whole(options.inputLimits) : .half(options.inputLimits)
        looked.after = make(thumbnail, of: output, workspace)
        looked.duration += start.duration(to: .now)
        review = looked
    }

    /// Looks at an input whose output an earlier run has made; nil if it cannot be read.
    func review(_ input: FilePath, preparedAs output: FilePath, _ workspace: Workspace) -> PhotoReview? {
        var looked = withBytes(of: input) { review($0, workspace) }
        withBytes(of: output) { add($0, to: &looked, workspace) }
        return looked
    }

    @discardableResult
    private func withBytes<Result>(of path: FilePath, _ body: ([UInt8]) -> Result) -> Result? {
        guard let file = try? InputFile(opening: path), (try? file.checkByteCount(options.inputLimits)) != nil else {
            return nil
        }
        let byteCount = file.status.byteCount
        guard memoryBudget.admitLoading(byteCount: byteCount, unless: cancellation) else { return nil }
        defer { memoryBudget.endLoading(byteCount: byteCount) }
        return (try? file.readAll()).map(body)
    }

    /// Looking at image data may find that it has to be rendered after all.
    private func leavesPixels(_ plan: Plan?) -> Bool {
        guard let route = plan?.route, options.inputCheck == .container else { return false }
        return route == .copy || route == .rewrite
    }

    /// As a viewer shows the input that knows profiles and nothing of orientation.
    private func picture(of input: [UInt8], _ inspection: Inspection, _ workspace: Workspace) -> [UInt8]? {
        var thumbnail = Thumbnail.half(options.inputLimits)
        // The note of the orientation takes some of it.
        thumbnail.options.maxBytes -= OrientationNote.byteCount
        if inspection.profile.fitsThumbnail {
            var keeping = thumbnail
            keeping.options.color = .keep
            if let made = make(keeping, of: input, workspace) {
                return OrientationNote.added(to: made, inspection.orientation.inverse)
            }
        }
        return make(thumbnail, of: input, workspace).map {
            OrientationNote.added(to: $0, inspection.orientation.inverse)
        }
    }

    private func make(_ thumbnail: Thumbnail, of image: [UInt8], _ workspace: Workspace) -> [UInt8]? {
        let preparer = ImagePreparer(options: thumbnail.options)
        let context = preparer.makeContext(using: workspace, cancellation: cancellation)
        return try? preparer.prepare(image, admittedBy: memoryBudget, in: context).bytes
    }
}

extension EmbeddedProfile {
    /// Display P3 and Adobe RGB have some 550 bytes; what has more would leave little for the picture.
    fileprivate var fitsThumbnail: Bool {
        if case .icc(_, let byteCount) = self { byteCount <= 700 } else { false }
    }
}
