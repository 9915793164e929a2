// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "sentiment-lsp",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "sentiment-lsp", targets: ["sentiment-lsp"]),
    .executable(name: "sentiment", targets: ["sentiment"]),
    .library(name: "SentimentAnalysis", targets: ["SentimentAnalysis"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  // In layer order, lowest first: a target may import only targets above it.
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"]), .brew(["json-c"])]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),

    .target(name: "Tensors", dependencies: ["COpenBLAS", "CKernels"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors", "TestSupport"]),

    // Helpers of several test targets.
    .target(name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport"),

    .target(name: "Files", dependencies: ["CKernels", .product(name: "SystemPackage", package: "swift-system")]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),

    .target(name: "JSON", dependencies: ["CJSONC"]),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"]),

    .target(name: "Tokenizers", dependencies: ["Files", "JSON"]),
    .testTarget(
      name: "TokenizersTests", dependencies: ["Tokenizers", "JSON", "TestSupport"], resources: [.copy("Fixtures")]),

    .target(name: "BERT", dependencies: ["Tensors", "Files", "JSON"]),
    .testTarget(
      name: "BERTTests", dependencies: ["BERT", "Tensors", "Files", "JSON", "TestSupport"],
      resources: [.copy("Fixtures")]),

    .target(name: "Reviews", dependencies: ["Files", "JSON"]),
    .testTarget(name: "ReviewsTests", dependencies: ["Reviews", "Files", "JSON", "TestSupport"]),

    .target(
      name: "SentimentAnalysis", dependencies: ["Reviews", "BERT", "Tokenizers", "Tensors", "Files", "JSON"],
      resources: [.copy("Resources/Model")]),
    .testTarget(
      name: "SentimentAnalysisTests",
      dependencies: ["SentimentAnalysis", "Reviews", "BERT", "Tokenizers", "Tensors", "Files", "JSON", "TestSupport"],
      resources: [.copy("Fixtures")]),

    .target(
      name: "Training",
      dependencies: ["SentimentAnalysis", "Reviews", "BERT", "Tokenizers", "Tensors", "JSON", "Files"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "SentimentAnalysis", "Reviews", "BERT", "Tensors", "Files", "JSON", "TestSupport"],
      resources: [.copy("Fixtures")]),

    .target(name: "JSONRPC", dependencies: ["JSON"]),
    .testTarget(name: "JSONRPCTests", dependencies: ["JSONRPC", "JSON"]),

    .target(name: "LanguageServerProtocol", dependencies: ["JSON"]),

    .target(
      name: "SentimentServer",
      dependencies: [
        "JSONRPC", "LanguageServerProtocol", "SentimentAnalysis", "Reviews", "Tensors", "Files", "JSON",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "SentimentServerTests",
      dependencies: [
        "SentimentServer", "JSONRPC", "LanguageServerProtocol", "SentimentAnalysis", "Reviews", "Tensors", "Files",
        "JSON",
        "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),

    .target(
      name: "Benchmarks",
      dependencies: [
        "JSONRPC", "LanguageServerProtocol", "Training", "SentimentAnalysis", "Reviews", "BERT", "Tensors", "JSON",
        "Files",
      ]),

    .executableTarget(
      name: "sentiment-lsp",
      dependencies: [
        "SentimentServer", "SentimentAnalysis", "Reviews", "Tensors", "JSONRPC", "JSON", "Files",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "sentiment",
      dependencies: [
        "Benchmarks", "Training", "SentimentAnalysis", "Reviews", "BERT", "Tensors", "JSON", "Files",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "CommandTests", dependencies: ["sentiment", "sentiment-lsp", "JSON", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where [.regular, .executable, .test].contains(target.type) && target.name != "CKernels" {
  target.swiftSettings = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}

// The fuzzer of the parsers, which only `.ci/run parsers` builds. It counts the steps of the modules that read files.
if Context.environment["SENTIMENT_FUZZ"] != nil {
  let flags = ["-sanitize=fuzzer", "-sanitize-coverage=edge,trace-pc-guard,trace-cmp,inline-8bit-counters,pc-table"]
  for target in package.targets where ["Files", "JSON", "Tokenizers", "BERT", "Reviews"].contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(flags))
  }
  package.targets += [
    .target(name: "CFuzz", path: "Tests/Fuzz/CFuzz"),
    .executableTarget(
      name: "fuzz", dependencies: ["CFuzz", "BERT", "Tokenizers", "Reviews", "JSON", "Files", "TestSupport"],
      path: "Tests/Fuzz/Fuzz",
      linkerSettings: [
        .unsafeFlags(
          ["-sanitize=fuzzer", "-use-ld=lld"]
            + ["", "_init"].flatMap { ["-Xlinker", "--wrap=__sanitizer_cov_trace_pc_guard" + $0] })
      ]),
  ]
}

// The stages of `.ci/run` that use sanitizers build only the tests that they run.
if let names = Context.environment["SENTIMENT_TESTS"]?.split(separator: ",") {
  package.targets.removeAll { $0.type == .test && !names.contains($0.name[...]) }
}
