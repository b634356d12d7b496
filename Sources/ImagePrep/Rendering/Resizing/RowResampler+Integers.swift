internal import CImageCodecs

extension RowResampler {
    /// The row pass for 8-bit samples: into the ring, plane by plane.
    mutating func resampleIntegerRow(_ row: Span<UInt8>, _ job: ResampleJob) {
        let ringRow = sourceRow % job.scratch.ringRows
        unsafe row.withUnsafeBufferPointer { bytes in
            guard let source = bytes.baseAddress else { return }
            // A single plane is read where it is, unless a window is longer than the row.
            if job.layout.channels == 1 && job.source.width >= job.horizontal.tapCount {
                return unsafe resamplePlane(source, 0, ringRow: ringRow, job)
            }
            let planes = unsafe memory.address(of: job.scratch.rowPlanes).assumingMemoryBound(to: UInt8.self)
            if job.layout.channels == 1 {
                unsafe planes.update(from: source, count: job.source.width)
            } else {
                unsafe ip_split_row_8(
                    source, planes, job.scratch.rowPlaneStride, job.source.width, Int32(job.layout.channels))
            }
            for channel in 0..<job.layout.channels {
                unsafe resamplePlane(
                    planes + channel * job.scratch.rowPlaneStride, channel, ringRow: ringRow, job)
            }
        }
    }

    private func resamplePlane(_ source: UnsafePointer<UInt8>, _ channel: Int, ringRow: Int, _ job: ResampleJob) {
        let axis = job.horizontal
        let plane = ringRow * job.layout.channels + channel
        let offset = job.scratch.ring + plane * job.scratch.planeStride * MemoryLayout<Int16>.size
        let target = unsafe memory.address(of: offset).assumingMemoryBound(to: Int16.self)
        guard !axis.mapping.isIdentity else {
            return unsafe ip_widen_row_8(source, target, job.source.width)
        }
        unsafe ip_resample_row_8(
            source, target, Int32(job.target.width), axis.starts, axis.integerWeights, Int32(axis.tapCount),
            Int32(axis.shift))
    }

    /// The column pass for 8-bit samples: from the ring into the target's next row.
    mutating func resampleIntegerColumn(into target: inout PixelBuffer, _ job: ResampleJob) {
        let rowStart = unsafe target.baseAddress + (targetRow - firstKeptRow) * target.rowBytes
        let row = unsafe rowStart.assumingMemoryBound(to: UInt8.self)
        guard job.layout.channels > 1 else { return unsafe writeIntegerColumn(to: row, count: job.target.width, job) }
        let planes = unsafe memory.address(of: job.scratch.targetPlanes).assumingMemoryBound(to: UInt8.self)
        unsafe writeIntegerColumn(to: planes, count: job.layout.channels * job.scratch.planeStride, job)
        unsafe ip_merge_row_8(
            planes, job.scratch.planeStride, row, job.target.width, Int32(job.layout.channels))
    }

    private func writeIntegerColumn(to target: UnsafeMutablePointer<UInt8>, count: Int, _ job: ResampleJob) {
        let ring = unsafe memory.address(of: job.scratch.ring).assumingMemoryBound(to: Int16.self)
        let axis = job.vertical
        guard !axis.mapping.isIdentity else { return unsafe ip_narrow_row_8(ring, target, count) }
        unsafe ip_resample_column_8(
            ring, job.rowWindow(of: targetRow), axis.starts, axis.integerWeights, Int32(axis.shift), target, count)
    }
}

extension ResampleJob {
    func rowWindow(of targetRow: Int) -> ip_row_window {
        ip_row_window(
            target_row: Int32(targetRow), capacity: Int32(scratch.ringRows),
            tap_count: Int32(vertical.tapCount), stride: layout.channels * scratch.planeStride)
    }
}
