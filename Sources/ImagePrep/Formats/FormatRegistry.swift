/// The one list of formats: a room is a folder beside this file and a line here.
package enum FormatRegistry {
    package static let formats: [any InputFormat.Type] = {
        var formats: [any InputFormat.Type] = [
            JPEGFormat.self,
            PNGFormat.self,
            BMPFormat.self,
            GIFFormat.self,
        ]
        // Those that take a library of their own, which a trait of the package can leave out.
        #if WebP
        formats.append(WebPFormat.self)
        #endif
        #if HEIF
        formats += [HEICFormat.self, AVIFFormat.self]
        #endif
        #if TIFF
        formats.append(TIFFFormat.self)
        #endif
        return formats
    }()

    /// Those that can be written too.
    package static let encoders = formats.compactMap { $0 as? any OutputEncoder.Type }

    /// What writes a format; nil for one that is only read.
    package static func encoder(of format: ImageFormat) -> (any OutputEncoder.Type)? {
        encoders.first { $0.descriptor.format == format }
    }

    /// What makes a picture small where nothing lossless does.
    package static var lossyEncoder: (any OutputEncoder.Type)? { encoders.first { !$0.isLossless } }

    /// Under which files of the rooms' formats go around, in lower case.
    package static let fileExtensions = Set(
        formats.flatMap { $0.descriptor.fileExtensions + $0.descriptor.otherExtensions })

    /// Of the libraries that single rooms use.
    package static var libraryVersions: [String] { formats.flatMap { $0.libraryVersions } }

    package static func room(of format: ImageFormat) -> (any InputFormat.Type)? {
        formats.first { $0.descriptor.format == format }
    }

    /// The format that the file's first bytes tell; nil if none of this build does.
    package static func room(for file: Span<UInt8>) -> (any InputFormat.Type)? {
        // Closures cannot take a span along.
        for room in formats {
            for signature in room.descriptor.signatures where signature.fits(file) { return room }
        }
        return nil
    }
}
