// swift-tools-version: 6.3
import PackageDescription

/// Applied to every Swift target.
let swiftSettings: [SwiftSetting] = [
    // Every use of an unsafe construct carries the word `unsafe`, so a reader can find them all.
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // An import is private to its file unless it says otherwise: C never leaks into the API.
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    // `async` stays on the caller's executor; work that burns a core is marked `@concurrent`.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Span properties of types that own memory (`PixelBuffer.bytes`); swift-nio and swift-system rely on it too.
    .enableExperimentalFeature("Lifetimes"),
]

/// Applied to every C target.
let cSettings: [CSetting] = [
    .enableWarning("all"),
    .enableWarning("extra"),
    .treatAllWarnings(as: .error),
]

/// The C of a format that a trait switches off: every source stands within `#ifdef`, since a build of this package compiles all
/// targets of C, whatever the traits are.
let heifSettings: [CSetting] = [.define("IP_WITH_HEIF", .when(traits: ["HEIF"]))]

/// libjpeg-turbo's internal header jpegint.h, through which plain JPEG scans are read in its place where its release is one
/// that was tested (support/ip_jpegint.h). With IMAGEPREP_WITHOUT_JPEGINT in the environment libjpeg reads all scans.
let jpegintSettings: [CSetting] =
    Context.environment["IMAGEPREP_WITHOUT_JPEGINT"] == nil ? [.define("IP_USES_JPEGINT")] : []

let package = Package(
    name: "ImagePrep",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "ImagePrep", targets: ["ImagePrep"]),
        .library(name: "ImagePrepFoundation", targets: ["ImagePrepFoundation"]),
        .library(name: "Predict", targets: ["Predict"]),
        .executable(name: "imageprep", targets: ["ImagePrepCLI"]),
        // Beside imageprep, which runs it: so `imageprep prepare` never loads the network libraries.
        .executable(name: "imageprep-predict", targets: ["PredictCLI"]),
    ],
    traits: [
        .trait(
            name: "CommandLineTool",
            description: "The imageprep command, which needs swift-argument-parser. Off, no other package is fetched."),
        .trait(
            name: "AsyncHTTPClient",
            description:
                "Predict's second transport, on swift-nio. Off, neither it nor what it needs is fetched or built."),
        .trait(name: "WebP", description: "WebP as an input, which needs libwebp."),
        .trait(name: "HEIF", description: "HEIC and AVIF, by libde265 and dav1d. Off, neither is built or linked."),
        .trait(name: "TIFF", description: "TIFF as an input, which needs libtiff. Off, it is not linked."),
        .default(enabledTraits: ["CommandLineTool", "HEIF", "TIFF", "WebP"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Only where the trait AsyncHTTPClient is on.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.26.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.86.0"),
    ],
    targets: [
        // System libraries, the lowest layer.
        .systemLibrary(
            name: "CLibJPEG", pkgConfig: "libjpeg",
            providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
        .systemLibrary(
            name: "CLibPNG", pkgConfig: "libpng",
            providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
        .systemLibrary(
            name: "CLibEXIF", pkgConfig: "libexif",
            providers: [.apt(["libexif-dev"]), .brew(["libexif"])]),
        .systemLibrary(
            name: "CLittleCMS", pkgConfig: "lcms2",
            providers: [.apt(["liblcms2-dev"]), .brew(["little-cms2"])]),
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate",
            providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(
            name: "CISAL", pkgConfig: "libisal",
            providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
        .systemLibrary(
            name: "CLibWebP", pkgConfig: "libwebp",
            providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
        .systemLibrary(
            name: "CLibDE265", pkgConfig: "libde265",
            providers: [.apt(["libde265-dev"]), .brew(["libde265"])]),
        .systemLibrary(
            name: "CDav1d", pkgConfig: "dav1d",
            providers: [.apt(["libdav1d-dev"]), .brew(["dav1d"])]),
        .systemLibrary(
            name: "CLibTIFF", pkgConfig: "libtiff-4",
            providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
        // Declarations only: extended attributes and the exchange of two names.
        .systemLibrary(name: "CSystemCalls"),

        // The only C of the project, and the only setjmp: each function is a whole operation.
        .target(
            name: "CImageCodecs",
            dependencies: ["CLibJPEG", "CLibPNG", "CLibEXIF", "CLittleCMS", "CDeflate", "CISAL"],
            cSettings: cSettings + jpegintSettings + [.headerSearchPath("support")]),

        // What calls libwebp. A build at the root compiles every C target, so without the trait it is empty.
        .target(
            name: "CWebPDecoding",
            dependencies: ["CImageCodecs", .target(name: "CLibWebP", condition: .when(traits: ["WebP"]))],
            cSettings: cSettings + [.define("IP_WITH_WEBP", .when(traits: ["WebP"]))]),
        // Coded pictures of HEIC and AVIF to planes, and planes to pixels.
        .target(
            name: "CHEIFDecoding",
            dependencies: [
                "CImageCodecs",
                .target(name: "CLibDE265", condition: .when(traits: ["HEIF"])),
                .target(name: "CDav1d", condition: .when(traits: ["HEIF"])),
            ],
            cSettings: cSettings + heifSettings),
        // What calls libtiff. A build at the root compiles every C target, so without the trait it is empty.
        .target(
            name: "CTIFFDecoding", dependencies: [.target(name: "CLibTIFF", condition: .when(traits: ["TIFF"]))],
            cSettings: cSettings + [.define("IP_WITH_TIFF", .when(traits: ["TIFF"]))]),

        // Bytes in, bytes and a receipt out: no Foundation, no files, no network.
        .target(
            name: "ImagePrep",
            dependencies: [
                "CImageCodecs",
                .target(name: "CHEIFDecoding", condition: .when(traits: ["HEIF"])),
                .target(name: "CTIFFDecoding", condition: .when(traits: ["TIFF"])),
                .target(name: "CWebPDecoding", condition: .when(traits: ["WebP"])),
            ],
            swiftSettings: swiftSettings),
        .target(name: "ImagePrepFoundation", dependencies: ["ImagePrep"], swiftSettings: swiftSettings),
        // Paths, files and folders as the system has them: names of any bytes, and no Foundation.
        .target(name: "SystemFiles", dependencies: ["CSystemCalls"], swiftSettings: swiftSettings),
        .target(
            name: "Predict",
            dependencies: [
                "ImagePrep", "SystemFiles",
                .product(
                    name: "AsyncHTTPClient", package: "async-http-client", condition: .when(traits: ["AsyncHTTPClient"])
                ),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["AsyncHTTPClient"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["AsyncHTTPClient"])),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "PredictCLI",
            dependencies: [
                "ImagePrep", "Predict", "SystemFiles",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser",
                    condition: .when(traits: ["CommandLineTool"])),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "ImagePrepCLI",
            dependencies: [
                "ImagePrep", "SystemFiles",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser",
                    condition: .when(traits: ["CommandLineTool"])),
            ],
            // The parts of the review page, as bytes of the program: it needs no file beside it.
            resources: [.embedInCode("Review/Page")],
            swiftSettings: swiftSettings),

        // Plain libjpeg that shares no code with ours, for the tests to hold coefficients against.
        .target(name: "CTestOracles", dependencies: ["CLibJPEG"], path: "Tests/CTestOracles", cSettings: cSettings),
        // The header of what only tests call in CImageCodecs.
        .target(
            name: "CImageCodecsTesting", dependencies: ["CImageCodecs"], path: "Tests/CImageCodecsTesting",
            cSettings: cSettings
                + ["png", "raster", "support"].map { .headerSearchPath("../../Sources/CImageCodecs/\($0)") }),
        // A program that refuses the codecs' allocations one by one, which the tests run as a process: it replaces malloc.
        .target(
            name: "CAllocationFaults", path: "Tests/AllocationFaults/CAllocationFaults", cSettings: cSettings),
        .executableTarget(
            name: "AllocationFaults", dependencies: ["ImagePrep", "CAllocationFaults"],
            path: "Tests/AllocationFaults/AllocationFaults", swiftSettings: swiftSettings),
        .testTarget(
            name: "ImagePrepTests",
            dependencies: [
                "ImagePrep", "ImagePrepFoundation", "CTestOracles", "CImageCodecs", "CImageCodecsTesting",
                .target(name: "CWebPDecoding", condition: .when(traits: ["WebP"])),
            ],
            swiftSettings: swiftSettings),
        // They run the command as a process; the dependency has it built first.
        .testTarget(
            name: "ImagePrepCLITests", dependencies: ["ImagePrepCLI", "SystemFiles"], swiftSettings: swiftSettings),
        .testTarget(
            name: "PredictTests", dependencies: ["ImagePrep", "Predict", "PredictCLI"], swiftSettings: swiftSettings),
    ],
    swiftLanguageModes: [.v6]
)
