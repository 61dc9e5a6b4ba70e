import Foundation
import Kernel
import Testing
import Workload

/// What stands in `traces/` is what its commands make.
@Suite("Shipped profiles and samples") struct ShippedTracesTests {
  static let samples: [(profile: String, sample: String, requests: Int)] = [
    ("azure-2023-conv", "conversation", 3000), ("azure-2023-code", "code", 2000), ("mooncake-conversation", "mooncake-conversation", 1000),
  ]
  static func path(_ name: String) -> String { repositoryRoot + "/traces/" + name }

  @Test("Each sample is generated from its profile, byte for byte", arguments: samples.indices)
  func samplesAreReproducible(index: Int) throws {
    let scratch = try Scratch()
    let (profile, sample, requests) = Self.samples[index]
    let path = scratch.path("sample.csv")
    try TraceTool.generate(profile: Self.path("profiles/\(profile).json"), to: path, requests: requests, seed: 1)
    #expect(try FileDigest.of(path: path) == FileDigest.of(path: Self.path("\(sample).csv")))
    let reader = try TraceReader(path: Self.path("\(sample).csv"))
    #expect(try all(reader).count == requests)
    #expect(reader.report.notes.isEmpty)
  }

  @Test(
    "Each profile is fitted to its reference trace, and what it generates is near it",
    .enabled(if: ReferenceTraces.present, "the reference traces are not here"),
    arguments: ["azure-2023-conv.csv", "azure-2023-code.csv", "mooncake-conversation.jsonl"])
  func profilesAreFitted(file: String) throws {
    let name = String(file.split(separator: ".")[0])
    let shipped = try TraceProfile.read(path: Self.path("profiles/\(name).json"))
    let reader = try TraceReader(path: ReferenceTraces.path(file))
    let fitted = try TraceProfile.fit(reader, name: name, attribution: shipped.attribution, blockTokens: reader.blockTokens)
    #expect(fitted == shipped)
    let again = try TraceReader(path: ReferenceTraces.path(file))
    let original = try TraceSummary(of: again, blockTokens: again.blockTokens)
    let synthetic = try (1...9).map { try TraceSummary(of: shipped.makeSource(seed: UInt64($0)), blockTokens: shipped.blockTokens) }
    for row in TraceComparison(original: original, synthetic: synthetic).rows {
      guard let difference = row.relativeDifference else { continue }
      // Lengths and sharing hold closely; gaps of bursty traces and the one longest request less so, as traces/README.md shows.
      let limit: Double? =
        row.name.contains("tokens") && !row.name.hasSuffix("max")
        ? 0.12 : row.name.contains("blocks") ? 0.05 : row.name == "requests per second" ? 0.05 : nil
      if let limit { #expect(abs(difference) < limit, "\(name): \(row.name) \(row.original) \(row.synthetic)") }
    }
  }
}
