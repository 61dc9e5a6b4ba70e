import Hardware
import Kernel
import Testing

/// All-reduces that are one kernel with the norm behind them.
struct FusedCollectiveTests {
  private static func parts(
    tensor: Int = 4, tokens: Int = 64, on accelerator: String = "h100-sxm", _ change: (inout EngineCostRules) -> Void = { _ in }
  ) throws -> [IterationPart: Duration] {
    let deployment = try Deployments.make("llama-3.1-70b", on: accelerator, tensor: tensor) { options in
      options.profile = ProfileCatalog.entry(forAccelerator: accelerator)?.profile
      options.weightFormat = .fp8
      var rules = EngineCostRules()
      rules.collectiveWaitSeconds = 5e-6
      change(&rules)
      options.engine = rules
    }
    let parts = deployment.breakdown(of: Deployments.decode(tokens, context: 500))
    return Dictionary(uniqueKeysWithValues: parts.map { ($0.part, $0.time) })
  }

  @Test("a fused all-reduce takes the norm with it; all else, waiting for the last member included, stays")
  func fused() throws {
    let (apart, fused) = (try Self.parts(), try Self.parts { $0.fusedAllReduceBytes = 2 * 1_048_576 })
    #expect(fused[.elementwise]! < apart[.elementwise]!)
    for (part, time) in fused where part != .elementwise { #expect(time == apart[part]) }
  }

  @Test("the wait for the last member is added to each all-reduce, two a layer and one of the embedding")
  func waits() throws {
    let (waiting, none) = (try Self.parts(), try Self.parts { $0.collectiveWaitSeconds = 0 })
    #expect(abs((waiting[.collectives]! - none[.collectives]!).seconds - 162 * 5e-6) < 1e-5)
    for (part, time) in none where part != .collectives { #expect(time == waiting[part]) }
  }

  @Test("messages beyond the largest that is fused are not, and one accelerator has none")
  func limits() throws {
    func limited(_ rules: inout EngineCostRules) { rules.fusedAllReduceBytes = 1_048_576 }
    let apart = try Self.parts(tokens: 65)
    #expect(try Self.parts(tokens: 65, limited) == apart, "65 x 16 KiB are more than 1 MiB")
    #expect(try Self.parts(tokens: 64, limited)[.elementwise]! < Self.parts(tokens: 64)[.elementwise]!)
    #expect(try Self.parts(tensor: 1, on: "h200", limited) == Self.parts(tensor: 1, on: "h200"))
  }

  @Test("every accelerator of the catalog that runs CUDA has a family")
  func architectures() throws {
    for (id, family) in [
      ("h100-sxm", AcceleratorArchitecture.hopper), ("h200", .hopper), ("b200", .blackwell), ("l40s", .ada), ("a100-80gb", .ampere),
      ("rtx-pro-6000", .blackwellCards), ("mi300x", .other),
    ] {
      #expect(try AcceleratorCatalog.accelerator(named: id).architecture == family)
    }
    let others = AcceleratorCatalog.accelerators.filter { $0.architecture == .other && $0.name.hasPrefix("NVIDIA") }
    #expect(others.isEmpty, "\(others.map(\.id))")
  }
}
