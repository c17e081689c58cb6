// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors in CI alone (`.ci/run`): a newer compiler has new ones, and whoever builds is not kept from it.
let warnings: [SwiftSetting] = Context.environment["LEDGERLINE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility")] + warnings

/// The folders of `Sources`, from the lowest floor up: a target may only name what stands below it, or beside it.
enum Floor: String {
  case foundations = "Foundations"
  case domain = "Domain"
  case services = "Services"
  case faces = "Faces"

  func path(_ name: String) -> String { "Sources/\(rawValue)/\(name)" }

  func target(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: path(name), exclude: exclude, swiftSettings: strict)
  }

  /// A C library as it is.
  func library(_ name: String, pkgConfig: String? = nil, package: String? = nil) -> Target {
    .systemLibrary(
      name: name, path: path(name), pkgConfig: pkgConfig, providers: package.map { [.apt([$0])] })
  }
}

/// The tests of a target, in the folder of its name.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// Packages that those of `dependencies` bring along. They are named only to hold their versions, since Package.resolved
/// is not kept: docs/decisions/0024-exact-versions.md.
let broughtAlong: [(url: String, version: Version, product: String)] = [
  ("https://github.com/apple/swift-algorithms.git", "1.2.1", "Algorithms"),
  ("https://github.com/apple/swift-asn1.git", "1.7.4", "SwiftASN1"),
  ("https://github.com/apple/swift-async-algorithms.git", "1.1.4", "AsyncAlgorithms"),
  ("https://github.com/apple/swift-atomics.git", "1.3.0", "Atomics"),
  ("https://github.com/apple/swift-certificates.git", "1.21.1", "X509"),
  ("https://github.com/apple/swift-collections.git", "1.6.0", "Collections"),
  ("https://github.com/apple/swift-distributed-tracing.git", "1.7.3", "Tracing"),
  ("https://github.com/apple/swift-http-structured-headers.git", "1.7.0", "StructuredFieldValues"),
  ("https://github.com/apple/swift-http-types.git", "1.8.0", "HTTPTypes"),
  ("https://github.com/apple/swift-nio.git", "2.101.2", "NIOCore"),
  ("https://github.com/apple/swift-nio-extras.git", "1.35.2", "NIOExtras"),
  ("https://github.com/apple/swift-nio-http2.git", "1.46.0", "NIOHTTP2"),
  ("https://github.com/apple/swift-nio-ssl.git", "2.37.6", "NIOSSL"),
  ("https://github.com/apple/swift-nio-transport-services.git", "1.28.0", "NIOTransportServices"),
  ("https://github.com/apple/swift-numerics.git", "1.1.1", "Numerics"),
  ("https://github.com/apple/swift-service-context.git", "1.5.1", "ServiceContextModule"),
  ("https://github.com/apple/swift-system", "1.8.1", "SystemPackage"),
  ("https://github.com/swift-server/async-http-client.git", "1.37.0", "AsyncHTTPClient"),
]

/// A use on no platform there is: without any, SwiftPM warns; with one, it would build them.
let pins: [Target.Dependency] = broughtAlong.map { pin in
  .product(
    name: pin.product, package: String(pin.url.split(separator: "/").last!.split(separator: ".").first!),
    condition: .when(platforms: [.custom("none")]))
}

let package = Package(
  name: "ledgerline",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "ledgerline", targets: ["ledgerline"]),
    // For Benchmarks/, which is a package of its own.
    .library(name: "Money", targets: ["Money"]),
    .library(name: "Plays", targets: ["Plays"]),
    .library(name: "Rates", targets: ["Rates"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ] + broughtAlong.map { .package(url: $0.url, exact: $0.version) },
  targets: [
    // F0: C libraries as they are.
    Floor.foundations.library("CExpat", pkgConfig: "expat", package: "libexpat1-dev"),
    Floor.foundations.library("CLibpq", pkgConfig: "libpq", package: "libpq-dev"),
    Floor.foundations.library("CLibrdkafka", pkgConfig: "rdkafka", package: "librdkafka-dev"),
    Floor.foundations.library("CLibxlsxwriter", pkgConfig: "xlsxwriter", package: "libxlsxwriter-dev"),
    // Of the system's own library, what Swift cannot call by itself.
    Floor.foundations.library("CProcess"),
    Floor.foundations.library("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),

    // F1: refusals, exact money, tables and texts, and thin owners of C handles.
    Floor.foundations.target("Refusals"),
    Floor.foundations.target("Money"),
    Floor.foundations.target("CSV", ["Refusals"]),
    Floor.foundations.target("Texts", ["Gzip", "Refusals", yams]),
    Floor.foundations.target("Postgres", ["CLibpq"]),
    Floor.foundations.target("Kafka", ["CLibrdkafka"]),
    Floor.foundations.target("Gzip", ["CZlib"]),
    Floor.foundations.target("Sheets", ["CExpat", "Gzip", "Refusals"]),
    Floor.foundations.target("Workbook", ["CLibxlsxwriter"]),
    Floor.foundations.target("Telemetry", [coreMetrics]),

    // F2: pure. No input or output, no clock, no async.
    Floor.domain.target("Plays"),
    Floor.domain.target("Catalog", ["CSV", "Plays", "Refusals"]),
    Floor.domain.target("Rates", ["CSV", "Money", "Plays", "Refusals"]),
    Floor.domain.target("Contracts", ["CSV", "Money", "Plays", "Refusals", "Texts", yams]),
    Floor.domain.target("Earnings", ["Catalog", "Contracts", "Money", "Plays", "Rates"]),
    Floor.domain.target("Ledger", ["Contracts", "Earnings", "Money", "Plays", "Refusals", "Texts", crypto]),
    Floor.domain.target("Statements", ["Contracts", "Ledger", "Money", "Plays", "Refusals", "Texts", yams]),
    Floor.domain.target("PlatformReports", ["Money", "Plays", "Refusals", "Sheets", "Texts", yams]),
    Floor.domain.target("Reconciliation", ["Money", "Plays", "Rates", "Refusals"]),
    Floor.domain.target("Schemas", ["Money", "Plays", "Refusals"]),

    // F3: the database, and what goes into and out of it.
    Floor.services.target(
      "Store",
      [
        "Catalog", "Contracts", "Earnings", "Gzip", "Ledger", "Money", "PlatformReports", "Plays", "Postgres", "Rates",
        "Reconciliation", "Refusals", "Statements", "Texts", crypto,
      ]),
    Floor.services.target(
      "Posting",
      [
        "Contracts", "Earnings", "Ledger", "Money", "Plays", "Postgres", "Rates", "Reconciliation", "Refusals",
        "Statements", "Store",
      ]),
    Floor.services.target("EmbeddedPostgres", [subprocess] + pins),
    Floor.services.target(
      "Ingest",
      [
        "Catalog", "Contracts", "CSV", "Gzip", "Kafka", "Plays", "Postgres", "Rates", "Refusals", "Sheets", "Store",
        "Telemetry", "Texts", coreMetrics, crypto, logging,
      ]),
    Floor.services.target(
      "StatementExport",
      [
        "Contracts", "CSV", "Gzip", "Ledger", "Money", "Plays", "Postgres", "Posting", "Rates", "Reconciliation",
        "Statements", "Store", "Texts", "Workbook", crypto,
      ]),
    Floor.services.target(
      "Schedules", ["Ledger", "Plays", "Postgres", "Posting", "Refusals", "StatementExport", "Statements", "Store"]),
    Floor.services.target(
      "ReportMatching",
      [
        "Contracts", "CSV", "Earnings", "Gzip", "Ingest", "Ledger", "Money", "PlatformReports", "Plays", "Postgres",
        "Posting", "Rates", "Reconciliation", "Refusals", "Sheets", "Store", "Texts", crypto,
      ]),
    Floor.services.target(
      "Inbox", ["Ledger", "PlatformReports", "Plays", "Postgres", "ReportMatching", "Store", "Texts", crypto]),
    Floor.services.target("Live", ["Catalog", "Earnings", "Money", "Plays", "Postgres", "Rates", "Store", logging]),
    Floor.services.target(
      "Diagnosis",
      [
        "Kafka", "Plays", "Postgres", "Schedules", "StatementExport", "Statements", "Store", "Telemetry", coreMetrics,
        logging,
      ]),
    Floor.services.target("Simulation", ["Catalog", "Contracts", "Kafka", "Money", "Plays"], exclude: ["Seeds"]),

    // F4: one answer to each question.
    .target(
      name: "Answers",
      dependencies: [
        "Catalog", "Contracts", "Earnings", "Ingest", "Ledger", "Money", "PlatformReports", "Plays", "Postgres",
        "Posting", "Rates", "Reconciliation", "Refusals", "ReportMatching", "Schedules", "Schemas", "Sheets",
        "StatementExport", "Statements", "Store", "Texts", crypto,
      ], swiftSettings: strict),

    // F5: the two faces. Who asks over HTTP, and what they are shown; the command, which is the composition root.
    Floor.faces.target(
      "Server",
      [
        "Answers", "Catalog", "Contracts", "CSV", "Diagnosis", "Earnings", "Ingest", "Ledger", "Live", "Money",
        "PlatformReports", "Plays", "Postgres", "Posting", "Rates", "Reconciliation", "Refusals", "ReportMatching",
        "Schedules", "Schemas",
        "StatementExport", "Statements", "Store", "Telemetry", "Texts", coreMetrics, crypto, httpTypes, hummingbird,
        hummingbirdCore, lifecycle, logging, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioPosix,
      ], exclude: ["Dashboard"]),
    .executableTarget(
      name: "ledgerline",
      dependencies: [
        "Answers", "Catalog", "Contracts", "CProcess", "CSV", "Diagnosis", "Earnings", "EmbeddedPostgres", "Inbox",
        "Ingest", "Kafka", "Ledger", "Live", "Money", "PlatformReports", "Plays", "Postgres", "Posting", "Rates",
        "Reconciliation", "Refusals",
        "ReportMatching", "Schedules", "Schemas", "Server", "Simulation", "StatementExport", "Statements", "Store",
        "Telemetry", "Texts", argumentParser, configuration, coreMetrics, lifecycle, logging, signals, system, yams,
      ], path: Floor.faces.path("ledgerline"), swiftSettings: strict),

    // Tests: by target, then the real binary from outside.
    .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
    .target(
      name: "TestSupport",
      dependencies: ["CSpawn", "EmbeddedPostgres", "Ingest", "PlatformReports", "Postgres", "ReportMatching", "Store"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .target(name: "Seeded", path: "Tests/Seeded", swiftSettings: strict),
    tests("Money", ["Money", "Seeded"]),
    tests("CSV", ["CSV", "Refusals", "Seeded"]),
    tests("Gzip", ["Gzip", "Seeded", "TestSupport"]),
    tests("Sheets", ["Gzip", "Refusals", "Seeded", "Sheets", "TestSupport", "Workbook"]),
    tests("Workbook", ["Workbook", "TestSupport"]),
    tests("Diagnosis", ["Diagnosis", "Kafka", "Plays", "Store", "Telemetry"]),
    tests("Texts", ["Seeded", "Texts"]),
    tests("Telemetry", ["Seeded", "Telemetry", coreMetrics]),
    tests("Plays", ["Plays", "Seeded"]),
    tests("Catalog", ["Catalog", "CSV", "Plays", "Refusals"]),
    tests("Rates", ["Money", "Plays", "Rates", "Refusals", "Seeded"]),
    tests("Contracts", ["Contracts", "CSV", "Money", "Plays", "Refusals"]),
    tests("Earnings", ["Contracts", "Earnings", "Money", "Plays", "Rates", "Seeded"]),
    tests("Ledger", ["Contracts", "Earnings", "Ledger", "Money", "Plays", "Seeded"]),
    tests(
      "PlatformReports",
      [
        "Gzip", "Money", "PlatformReports", "Plays", "Refusals", "ReportMatching", "Seeded", "Sheets", "TestSupport",
        "Texts",
      ]),
    tests("Reconciliation", ["Money", "Plays", "Rates", "Reconciliation", "Seeded"]),
    tests("Statements", ["Contracts", "Ledger", "Money", "Plays", "Refusals", "Seeded", "Statements"]),
    tests(
      "Posting",
      [
        "Catalog", "Contracts", "CSV", "Earnings", "Ingest", "Ledger", "Money", "Plays", "Postgres", "Posting", "Rates",
        "ReportMatching", "Seeded", "Statements", "Store", "TestSupport",
      ]),
    tests(
      "ReportMatching",
      [
        "Ingest", "Ledger", "Money", "Plays", "Postgres", "Posting", "Reconciliation", "Refusals", "ReportMatching",
        "Seeded", "Statements", "Store", "TestSupport", "Texts",
      ]),
    tests(
      "StatementExport",
      [
        "Ingest", "Ledger", "Money", "Plays", "Postgres", "Posting", "Refusals", "ReportMatching", "Schedules",
        "StatementExport", "Statements", "Store", "TestSupport", "Texts",
      ]),
    tests("Style", []),
    tests("Postgres", ["Postgres", "Seeded", "TestSupport"]),
    tests(
      "Answers",
      ["Answers", "Catalog", "Earnings", "Money", "Plays", "Postgres", "Rates", "Schemas", "Seeded", "Store"]),
    tests(
      "Server",
      [
        "Answers", "Catalog", "Diagnosis", "Earnings", "Ingest", "Ledger", "Live", "Money", "PlatformReports", "Plays",
        "Postgres", "Posting", "Rates", "ReportMatching", "Schemas", "Server", "Store", "TestSupport", logging, nioCore,
      ]),
    tests("Kafka", ["Kafka"]),
    tests("Ingest", ["Ingest", "Seeded", "Store", "TestSupport"]),
    tests("Schedules", ["Ledger", "Money", "Plays", "Schedules", "Seeded", "Statements", "Store", "TestSupport"]),
    tests(
      "Store",
      [
        "Catalog", "Contracts", "CSV", "Earnings", "Ingest", "Ledger", "Plays", "Postgres", "Rates", "Refusals",
        "Seeded", "Store", "TestSupport",
      ]),
    tests(
      "Live",
      [
        "Catalog", "Earnings", "Ingest", "Live", "Money", "Plays", "Postgres", "Rates", "Seeded", "Store",
        "TestSupport", logging,
      ]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "Answers", "Catalog", "Contracts", "EmbeddedPostgres", "Ingest", "Ledger", "Money", "Plays", "Postgres",
        "Posting", "Rates", "Reconciliation", "ReportMatching", "Schemas", "Seeded", "Server", "Simulation",
        "StatementExport", "Statements", "Store", "TestSupport", "Texts", "ledgerline",
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
