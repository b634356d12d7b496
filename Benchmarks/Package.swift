// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [
        .package(name: "ImagePrep", path: "..", traits: []),
        // Without its traits it does not ask for jemalloc; its malloc counts then read 0 and are not reported.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibTurboJPEG", pkgConfig: "libturbojpeg",
            providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
        // Runs one operation at a time on demand, so that `compare` can take turns between us and the peers.
        .executableTarget(
            name: "CompareWorker",
            dependencies: ["CLibTurboJPEG", .product(name: "ImagePrep", package: "ImagePrep")]),
        .executableTarget(name: "BareRuntime"),
        .executableTarget(
            name: "PrepBenchmarks",
            dependencies: [
                .product(name: "ImagePrep", package: "ImagePrep"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/PrepBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    swiftLanguageModes: [.v6]
)
