// swift-tools-version: 6.2
import PackageDescription

// A package of its own: who only wants the product does not build it.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "ledgerline", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmarks",
      dependencies: [
        .product(name: "Money", package: "ledgerline"),
        .product(name: "Plays", package: "ledgerline"),
        .product(name: "Rates", package: "ledgerline"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
