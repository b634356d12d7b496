internal import Foundation

/// The cores that this process may use.
public func processorCount() -> Int { ProcessInfo.processInfo.activeProcessorCount }
