import ImagePrep

extension ImagePreparer {
    /// What comes of a file, the picture or the error, for tests that meet both.
    func result(_ file: [UInt8]) -> Result<PreparedImage, ImagePrepError> {
        Result { () throws(ImagePrepError) in try prepare(file) }
    }
}
