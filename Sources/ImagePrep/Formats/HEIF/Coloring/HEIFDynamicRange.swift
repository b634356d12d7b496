#if HEIF
    /// A picture of high dynamic range by its code points, and how bright it gets.
    package struct HEIFDynamicRange: Sendable, Hashable {
        package enum Transfer: Sendable, Hashable {
            /// SMPTE ST 2084.
            case pq
            /// ARIB STD-B67.
            case hlg
        }

        package var transfer: Transfer
        package var primaries: RGBPrimaries
        /// The brightest light in cd/m2 that the file speaks of, 1,000 where it does not.
        package var peak = 1_000.0
        /// Such as "BT.2020 with PQ".
        package var name: String

        /// For the receipt.
        package var conversionDescription: String {
            "\(name), tone mapped to sRGB: white at 203 cd/m2, highlights up to \(Int(peak).formatted) cd/m2 rolled off as in BT.2390"
        }
    }
#endif
