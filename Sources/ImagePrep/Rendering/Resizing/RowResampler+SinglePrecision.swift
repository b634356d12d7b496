internal import CImageCodecs

extension RowResampler {
    /// The row pass for 16-bit samples and for alpha: into the ring, plane by plane.
    mutating func resampleSingleRow(_ row: Span<UInt8>, _ job: ResampleJob) {
        let ringRow = sourceRow % job.scratch.ringRows
        let planes = unsafe memory.address(of: job.scratch.rowPlanes).assumingMemoryBound(to: Float.self)
        unsafe row.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe ip_split_row_float(
                source, Int32(job.layout.bytesPerSample), planes, job.scratch.rowPlaneStride, job.source.width,
                Int32(job.layout.channels), job.layout.hasAlpha)
        }
        for channel in 0..<job.layout.channels {
            unsafe resamplePlane(planes + channel * job.scratch.rowPlaneStride, channel, ringRow: ringRow, job)
        }
    }

    private func resamplePlane(_ source: UnsafePointer<Float>, _ channel: Int, ringRow: Int, _ job: ResampleJob) {
        let axis = job.horizontal
        let plane = ringRow * job.layout.channels + channel
        let offset = job.scratch.ring + plane * job.scratch.planeStride * MemoryLayout<Float>.size
        let target = unsafe memory.address(of: offset).assumingMemoryBound(to: Float.self)
        guard !axis.mapping.isIdentity else {
            return unsafe target.update(from: source, count: job.source.width)
        }
        unsafe ip_resample_row_float(
            source, target, Int32(job.target.width), axis.starts, axis.singleWeights, Int32(axis.tapCount))
    }

    /// The column pass for 16-bit samples and for alpha: from the ring into the target's next row.
    mutating func resampleSingleColumn(into target: inout PixelBuffer, _ job: ResampleJob) {
        let ring = unsafe memory.address(of: job.scratch.ring).assumingMemoryBound(to: Float.self)
        var planes = unsafe ring
        if !job.vertical.mapping.isIdentity {
            unsafe planes = memory.address(of: job.scratch.targetPlanes).assumingMemoryBound(to: Float.self)
            unsafe ip_resample_column_float(
                ring, job.rowWindow(of: targetRow), job.vertical.starts, job.vertical.singleWeights, planes,
                job.layout.channels * job.scratch.planeStride)
        }
        unsafe ip_merge_row_float(
            planes, job.scratch.planeStride, target.baseAddress + (targetRow - firstKeptRow) * target.rowBytes,
            Int32(job.layout.bytesPerSample), job.target.width, Int32(job.layout.channels), job.layout.hasAlpha)
    }
}
