@testable import ImagePrep

/// ICC profiles written byte by byte, so that the reader under test never reads what it wrote itself.
struct SyntheticProfile {
    enum Curve {
        case gamma(Double)
        case table([UInt16])
        case parametric(function: Int, [Double])

        static let srgb = Curve.parametric(
            function: 3, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])

        /// 1,024 points of a function, as version 2 profiles hold curves.
        static func sampled(_ count: Int = 1_024, _ function: (Double) -> Double) -> Curve {
            .table((0..<count).map { UInt16((function(Double($0) / Double(count - 1)) * 65_535).rounded()) })
        }
    }

    var version: UInt8 = 4
    var deviceClass = "mntr"
    var space = "RGB "
    var name = "Synthetic"
    var connection = "XYZ "
    /// rXYZ, gXYZ, bXYZ; none for a gray profile.
    var columns: [[Double]] = []
    var curve = Curve.srgb
    /// Tags beside those that the other fields make.
    var extraTags: [(signature: String, data: [UInt8])] = []

    /// Colourants relative to D50 as published with each space: sRGB by HP, Display P3 by Apple, Adobe RGB by Adobe,
    /// ProPhoto by ROMM (ANSI/I3A IT10.7666) and BT.2020 by Bradford adaptation.
    static let srgbColumns = [[0.4361, 0.2225, 0.0139], [0.3851, 0.7169, 0.0971], [0.1431, 0.0606, 0.7141]]
    static let displayP3Columns = [
        [0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407],
    ]
    static let adobeRGBColumns = [
        [0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457],
    ]
    static let proPhotoColumns = [[0.79767, 0.28804, 0], [0.13519, 0.71188, 0], [0.03134, 0.00009, 0.82491]]
    static let rec2020Columns = [
        [0.67346, 0.27904, -0.00193], [0.16566, 0.67535, 0.02998], [0.12505, 0.04561, 0.79686],
    ]

    static let srgb = SyntheticProfile(columns: srgbColumns)
    static let displayP3 = SyntheticProfile(name: "Display P3", columns: displayP3Columns)
    static let adobeRGB = SyntheticProfile(
        version: 2, name: "Adobe RGB (1998)", columns: adobeRGBColumns, curve: .gamma(563.0 / 256))
    static let proPhoto = SyntheticProfile(
        version: 2, name: "ProPhoto RGB", columns: proPhotoColumns, curve: .gamma(1.8))
    static let rec2020 = SyntheticProfile(
        name: "Rec. 2020", columns: rec2020Columns,
        curve: .parametric(function: 3, [1 / 0.45, 1 / 1.0993, 0.0993 / 1.0993, 1 / 4.5, 0.08145]))
    static func gray(_ curve: Curve) -> SyntheticProfile { SyntheticProfile(space: "GRAY", name: "Gray", curve: curve) }

    var bytes: [UInt8] {
        var tags: [(signature: String, data: [UInt8])] = [("desc", nameData)]
        tags.append(("wtpt", xyz([0.9642, 1, 0.8249])))
        for (signature, column) in zip(["rXYZ", "gXYZ", "bXYZ"], columns) { tags.append((signature, xyz(column))) }
        let signatures = space == "GRAY" ? ["kTRC"] : columns.isEmpty ? [] : ["rTRC", "gTRC", "bTRC"]
        for signature in signatures { tags.append((signature, curveData)) }
        tags += extraTags
        var offset = 128 + 4 + 12 * tags.count
        var table = big32(tags.count)
        var data: [UInt8] = []
        for tag in tags {
            table += Array(tag.signature.utf8) + big32(offset) + big32(tag.data.count)
            data += tag.data
            offset += tag.data.count
        }
        return header(byteCount: offset) + table + data
    }

    private func header(byteCount: Int) -> [UInt8] {
        var header = big32(byteCount) + [0, 0, 0, 0, version, 0, 0, 0]
        header +=
            Array(deviceClass.utf8) + Array(space.utf8) + Array(connection.utf8) + [UInt8](repeating: 0, count: 12)
        header += Array("acsp".utf8) + [UInt8](repeating: 0, count: 28)
        header += big32(0xF6D6) + big32(0x10000) + big32(0xD32D)
        return header + [UInt8](repeating: 0, count: 128 - header.count)
    }

    private var nameData: [UInt8] {
        if version == 2 {
            let text = Array(name.utf8) + [0]
            let data = Array("desc".utf8) + big32(0) + big32(text.count) + text + [UInt8](repeating: 0, count: 78)
            return padded(data)
        }
        let text = name.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        return padded(
            Array("mluc".utf8) + big32(0) + big32(1) + big32(12) + Array("enUS".utf8) + big32(text.count) + big32(28)
                + text)
    }

    private var curveData: [UInt8] {
        switch curve {
        case .gamma(let exponent):
            return padded(Array("curv".utf8) + big32(0) + big32(1) + big16(Int((exponent * 256).rounded())))
        case .table(let values):
            return padded(Array("curv".utf8) + big32(0) + big32(values.count) + values.flatMap { big16(Int($0)) })
        case .parametric(let function, let parameters):
            return Array("para".utf8) + big32(0) + big16(function) + big16(0) + parameters.flatMap(fixed)
        }
    }

    private func xyz(_ values: [Double]) -> [UInt8] { Array("XYZ ".utf8) + big32(0) + values.flatMap(fixed) }
    private func fixed(_ value: Double) -> [UInt8] { big32(Int((value * 65_536).rounded())) }
    private func padded(_ data: [UInt8]) -> [UInt8] { data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4) }
    private func big16(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 255), UInt8(value & 255)] }
    private func big32(_ value: Int) -> [UInt8] { big16(value >> 16 & 65_535) + big16(value & 65_535) }
}

extension SyntheticProfile: CustomStringConvertible {
    var description: String { "\(name), version \(version), \(deviceClass) \(space)" }
}
