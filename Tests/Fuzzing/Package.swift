// swift-tools-version: 6.3
import PackageDescription

// One executable, `fuzz TARGET [libFuzzer's options]`. Scripts/fuzz builds it with the sanitizers and the coverage
// instrumentation, which a manifest cannot ask of its dependencies.
let package = Package(
    name: "Fuzzing",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "ImagePrep", path: "../..", traits: ["HEIF", "TIFF", "WebP"])],
    targets: [
        .target(name: "CLibFuzzer"),
        .systemLibrary(name: "CLibEXIFSystem", pkgConfig: "libexif"),
        .target(name: "CFuzzOracles", dependencies: ["CLibEXIFSystem"]),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CLibFuzzer", "CFuzzOracles", .product(name: "ImagePrep", package: "ImagePrep"),
                .product(name: "Predict", package: "ImagePrep"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
