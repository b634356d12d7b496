internal import CImageCodecs

extension Plane {
    /// Puts rows of a stored plane where they stand once it is upright, here.
    ///
    /// - Parameters:
    ///   - rows: holds them from its first row on.
    ///   - stored: the size of the whole stored plane.
    ///   - firstRow: the stored plane's row that they begin with.
    package func place(
        _ rows: Plane, stored: PixelSize, firstRow: Int, rowCount: Int, orientation: Orientation
    ) throws(ImagePrepError) {
        guard size == orientation.upright(stored), rows.size.width >= stored.width, rowCount <= rows.size.height,
            firstRow >= 0, firstRow + rowCount <= stored.height
        else { throw .internalFault("\(rowCount) rows of \(stored) from row \(firstRow) do not fit into \(size)") }
        unsafe ip_orient_rows(
            rows.address(ofRow: 0), rows.rowBytes, Int32(stored.width), Int32(stored.height), Int32(firstRow),
            Int32(rowCount), Int32(orientation.rawValue), address(ofRow: 0), rowBytes)
    }

    /// Copies the part at the top left of `rows` here, each row turned round.
    func placeMirrored(_ rows: Plane, _ part: PixelSize) throws(ImagePrepError) {
        guard part.width <= min(size.width, rows.size.width), part.height <= min(size.height, rows.size.height) else {
            throw .internalFault("\(part) samples do not fit into \(size)")
        }
        unsafe ip_orient_rows(
            rows.address(ofRow: 0), rows.rowBytes, Int32(part.width), Int32(part.height), 0, Int32(part.height),
            Int32(Orientation.flipHorizontally.rawValue), address(ofRow: 0), rowBytes)
    }

    /// Moves the samples of an upright plane to where JPEG wants them.
    ///
    /// A subsampled plane counts its samples from the left and the top. Where the picture's size does not divide, the last
    /// sample sticks out of it at the right or below; mirrored, it is the first, and all samples lie that fraction too far
    /// from where the first should be.
    ///
    /// - Parameters:
    ///   - extent: what the upright picture's width and height come to in samples.
    ///   - orientation: by which the plane was turned.
    package func correctChromaSiting(extent: PlaneExtent, after orientation: Orientation) {
        let overhang = PlaneExtent(
            width: Double(size.width) - extent.width, height: Double(size.height) - extent.height)
        let (mirroredX, mirroredY) = orientation.mirroredUprightAxes
        if mirroredX && overhang.width > 0 { shiftLeft(size, by: overhang.width) }
        if mirroredY && overhang.height > 0 {
            unsafe ip_shift_up(address(ofRow: 0), rowBytes, Int32(size.width), Int32(size.height), overhang.height)
        }
    }

    /// Makes each sample of the part at the top left the one that lies `shift` of a sample's width to its right.
    func shiftLeft(_ part: PixelSize, by shift: Double) {
        unsafe ip_shift_left(address(ofRow: 0), rowBytes, Int32(part.width), Int32(part.height), shift)
    }
}

extension Orientation {
    /// Which axes of the upright picture run against the stored axis that they come from.
    package var mirroredUprightAxes: (x: Bool, y: Bool) {
        swapsAxes ? (reversesStoredY, reversesStoredX) : (reversesStoredX, reversesStoredY)
    }
}
