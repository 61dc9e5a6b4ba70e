// swift-tools-version: 6.3
import PackageDescription

/// Where every use of memory that the compiler does not check is to be marked `unsafe`.
let strict: [SwiftSetting] = [.strictMemorySafety()]

/// Rooms that say what came of runs, and are in no library: optimizing them takes a fifth of a first build, and gains hundredths of a second.
let unhurried: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"])]

/// The rooms of Windtunnel. Dependencies point down only; every room is a target.
let package = Package(
  name: "windtunnel",
  products: [
    .executable(name: "windtunnel", targets: ["windtunnel"]),
    // For packages that bring a policy of their own: engines and clusters of them, scenarios for these, and studies of scenarios.
    .library(name: "WindtunnelEngine", targets: ["Kernel", "Record", "Network", "Workload", "Hardware", "Serving"]),
    .library(name: "WindtunnelScenario", targets: ["Model", "Metrics", "Scenario"]),
    .library(name: "WindtunnelStudy", targets: ["Store", "Study"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL",
      providers: [.apt(["libgsl-dev", "libopenblas-dev"])]),
    .systemLibrary(
      name: "CCompression",
      providers: [.apt(["zlib1g-dev", "libzstd-dev"])]),
    .target(name: "Kernel", swiftSettings: strict),
    .target(name: "Record", dependencies: ["Kernel"], swiftSettings: strict),
    .target(name: "Network", dependencies: ["Kernel"], swiftSettings: strict),
    .target(name: "Workload", dependencies: ["Kernel", "CCompression"], swiftSettings: strict),
    .target(name: "Model", dependencies: ["Kernel"], swiftSettings: strict),
    .target(name: "Hardware", dependencies: ["Kernel", "Model"], resources: [.copy("Profiles")], swiftSettings: strict),
    .target(
      name: "Calibration",
      dependencies: ["Kernel", "Model", "Hardware", "CGSL", .product(name: "Yams", package: "Yams")], exclude: ["Scripts"],
      swiftSettings: strict),
    .target(name: "Serving", dependencies: ["Kernel", "Record", "Network", "Workload", "Hardware"], swiftSettings: strict),
    .target(name: "Metrics", dependencies: ["Kernel", "Record", "CGSL"], swiftSettings: strict),
    .target(
      name: "Store",
      dependencies: [
        "Kernel", "Record", "Hardware", "Metrics", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ], swiftSettings: strict),
    .target(
      name: "Scenario",
      dependencies: [
        "Kernel", "Network", "Record", "Workload", "Model", "Hardware", "Serving", "Metrics", .product(name: "Yams", package: "Yams"),
      ],
      resources: [.copy("Presets"), .copy("Papers")], swiftSettings: strict),
    .target(
      name: "Study",
      dependencies: [
        "Kernel", "Record", "Network", "Workload", "Model", "Hardware", "Calibration", "Serving", "Metrics", "Scenario", "Store",
      ],
      resources: [.embedInCode("Cluster/ray_driver.py"), .embedInCode("Validation/Checks/checks.csv")], swiftSettings: strict),
    .target(
      name: "Report",
      dependencies: ["Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Metrics", "Scenario", "Store", "Study"],
      swiftSettings: unhurried),
    .target(
      name: "Page",
      dependencies: [
        "Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Metrics", "Scenario", "Store", "Study", "Report",
      ],
      resources: [
        .embedInCode("Resources/page.css"), .embedInCode("Resources/page.js"), .embedInCode("Resources/sweep.js"),
        .embedInCode("Resources/what-if.js"),
      ],
      swiftSettings: unhurried),
    .executableTarget(
      name: "windtunnel",
      dependencies: [
        "Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Store", "Scenario", "Study", "Report", "Page", "CGSL",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: unhurried),
    .executableTarget(
      name: "windtunnel-benchmark",
      dependencies: ["Kernel", "Network", "Record", "Workload", "Model", "Hardware", "Serving", "Metrics"],
      path: "Benchmarks", exclude: ["aiconfigurator", "instructions", "measurements", "search", "instructions-944d317.csv"],
      swiftSettings: strict),
    // What tests of several rooms begin with.
    .target(name: "TestSupport", path: "Tests/Support"),
    // A disk in memory beneath SQLite that fails and forgets, for tests of the store.
    .target(name: "SimulatedDisk", path: "Tests/SimulatedDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
    .testTarget(name: "KernelTests", dependencies: ["Kernel"]),
    .testTarget(name: "NetworkTests", dependencies: ["Kernel", "Network"]),
    .testTarget(name: "WorkloadTests", dependencies: ["Kernel", "Workload"]),
    .testTarget(name: "ModelTests", dependencies: ["Kernel", "Model"]),
    .testTarget(name: "HardwareTests", dependencies: ["Kernel", "Model", "Hardware"]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: ["Kernel", "Model", "Hardware", "Calibration", "CGSL"]),
    .testTarget(name: "ServingTests", dependencies: ["Kernel", "Network", "Record", "Workload", "Hardware", "Serving", "CGSL"]),
    .testTarget(
      name: "MetricsTests", dependencies: ["Kernel", "Network", "Record", "Workload", "Model", "Hardware", "Serving", "Metrics"]),
    .testTarget(
      name: "StoreTests",
      dependencies: ["Kernel", "Record", "Hardware", "Metrics", "Store", "SimulatedDisk", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(
      name: "ScenarioTests", dependencies: ["Kernel", "Record", "Workload", "Model", "Hardware", "Serving", "Metrics", "Scenario"]),
    .testTarget(
      name: "StudyTests",
      dependencies: [
        "Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Serving", "Metrics", "Scenario", "Store", "Study",
        "TestSupport",
      ]),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "Kernel", "Record", "Workload", "Hardware", "Serving", "Metrics", "Scenario", "Store", "Study", "Report", "TestSupport",
      ]),
    .testTarget(name: "PageTests", dependencies: ["Kernel", "Metrics", "Report", "Scenario", "Store", "Study", "Page"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "windtunnel", "Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Serving", "Metrics", "Scenario", "Study",
        "Report",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Snapshots"]),
    .testTarget(name: "TidyTests"),
    // Everything that reads something from outside, for fuzzers with and without the guidance of coverage.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Kernel", "Record", "Workload", "Model", "Hardware", "Calibration", "Metrics", "Scenario", "Store", "Study",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], path: "Tests/FuzzTargets"),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "Kernel"], exclude: ["Corpus"]),
    .systemLibrary(name: "CLibFuzzer", path: "Tests/CLibFuzzer"),
    .executableTarget(
      name: "windtunnel-fuzz", dependencies: ["FuzzTargets", "CLibFuzzer"], path: "Tests/windtunnel-fuzz",
      // The older linker ends in an error of its own over two functions main.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),
  ],
  swiftLanguageModes: [.v6]
)

// Links only against a fuzzer, which `make fuzz` brings.
let ofFuzzer = ["windtunnel-fuzz", "CLibFuzzer"]
if Context.environment["PART"] == nil { package.targets.removeAll { ofFuzzer.contains($0.name) } }

// A sanitiser needs a build of its own of all that it looks at: with PART the package is only those test targets and their needs.
if let part = Context.environment["PART"] {
  var needed = Set(part.split(separator: " ").map(String.init))
  // Dependencies come before what needs them.
  for target in package.targets.reversed() where needed.contains(target.name) {
    for case .byNameItem(let name, _) in target.dependencies { needed.insert(name) }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}
