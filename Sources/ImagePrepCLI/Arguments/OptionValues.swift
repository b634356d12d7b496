#if CommandLineTool
// Public, as conformances of public types are: nothing imports an executable.
public import ArgumentParser
public import ImagePrep

extension ByteCount: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

// The raw values of these are what the command line calls them.
extension PrepareOptions.OutputFormat: ExpressibleByArgument {}
extension PrepareOptions.Subsampling: ExpressibleByArgument {}
extension PrepareOptions.ColorPolicy: ExpressibleByArgument {}
extension PrepareOptions.GammaPolicy: ExpressibleByArgument {}
extension PrepareOptions.EdgePolicy: ExpressibleByArgument {}
extension PrepareOptions.TruncationPolicy: ExpressibleByArgument {}
extension ResizeFilter: ExpressibleByArgument {}

extension PrepareOptions.BackgroundColor: ExpressibleByArgument {
    /// Six hexadecimal digits, with or without a # before them.
    public init?(argument: String) {
        let digits = argument.hasPrefix("#") ? argument.dropFirst() : argument[...]
        guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
            return nil
        }
        self.init(
            red: UInt8(truncatingIfNeeded: value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
            blue: UInt8(truncatingIfNeeded: value))
    }
}
#endif
