// swift-tools-version: 6.3
import PackageDescription

/// A package of its own that brings a scheduler to Windtunnel: nothing of Windtunnel is changed for it.
let package = Package(
  name: "example-scheduler",
  dependencies: [
    // Outside the repository: .package(url: "https://...", exact: "0.1.0").
    .package(name: "windtunnel", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "example",
      dependencies: [
        .product(name: "WindtunnelEngine", package: "windtunnel"), .product(name: "WindtunnelScenario", package: "windtunnel"),
        .product(name: "WindtunnelStudy", package: "windtunnel"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
