import Hardware
import Kernel
import Model
import Testing

/// Products and experts in narrow formats: measured where a table of the format was, and priced by a named rule where none was.
@Suite("The format of weights")
struct FormatTimesTests {
  private static func deployment(
    _ model: String, on accelerator: String, _ format: NumberFormat? = nil, profile: Bool = true
  ) throws -> Deployment {
    try Deployments.make(model, on: accelerator, tensor: 8) {
      $0.weightFormat = format
      $0.engine = EngineCostRules()
      $0.profile = profile ? ProfileCatalog.entry(forAccelerator: accelerator)?.profile : nil
    }
  }

  private static func seconds(_ part: IterationPart, _ deployment: Deployment, sequences: Int = 64) -> Double {
    deployment.breakdown(of: Deployments.decode(sequences, context: 1000)).first { $0.part == part }?.time.seconds ?? 0
  }

  private static func coverage(_ part: IterationPart, _ deployment: Deployment) -> [OperatorCoverage] {
    deployment.coverage.filter { $0.part == part }
  }

  @Test("moves the time of a product as its table says, and nothing else", arguments: ["b200", "b300", "gb200", "rtx-pro-6000-server"])
  func products(accelerator: String) throws {
    let profile = try #require(ProfileCatalog.entry(forAccelerator: accelerator)).profile
    let (wide, narrow) = (
      try Self.deployment("llama-3.1-70b", on: accelerator, .fp8), try Self.deployment("llama-3.1-70b", on: accelerator, .nvfp4)
    )
    // A decode of 64 sequences multiplies 64 rows, in 80 layers.
    func table(_ format: NumberFormat) throws -> Double {
      80 * (try #require(profile.matrixProductSeconds(rows: 64, outputs: 8192, inputs: 3584, format: format)))
    }
    for (deployment, format) in [(wide, NumberFormat.fp8), (narrow, .nvfp4)] {
      #expect(abs(Self.seconds(.down, deployment) / (try table(format)) - 1) < 0.05, "\(format)")
      #expect(Self.coverage(.down, deployment) == [.init(part: .down, operation: "product 3584 x 8192 in \(format)", basis: .measured)])
    }
    #expect(try abs(table(.nvfp4) / table(.fp8) - 1) > 0.05)
    for part in [IterationPart.decodeAttention, .elementwise, .collectives, .head] {
      #expect(Self.seconds(part, wide) == Self.seconds(part, narrow), "\(part) is in no format of weights")
    }
  }

  @Test("falls back on the roofline by name where a profile has no table of it", arguments: ["h100-sxm", "h200", "l40s", "a100-80gb"])
  func withoutTable(accelerator: String) throws {
    let deployment = try Self.deployment("llama-3.1-70b", on: accelerator, .nvfp4)
    let roofline = try Self.deployment("llama-3.1-70b", on: accelerator, .nvfp4, profile: false)
    let said = OperatorCoverage(part: .down, operation: "product 3584 x 8192 in nvfp4, multiplied in bf16", basis: .roofline)
    #expect(Self.coverage(.down, deployment) == [said])
    #expect(Self.seconds(.down, deployment) == Self.seconds(.down, roofline))
  }

  @Test("moves the time of experts likewise", arguments: ["b200", "h100-sxm", "h200", "l40s", "rtx-pro-6000-server"])
  func experts(accelerator: String) throws {
    let own = try Self.deployment("gpt-oss-120b", on: accelerator)
    let wide = try Self.deployment("gpt-oss-120b", on: accelerator, .bf16)
    #expect(Self.coverage(.experts, own).map(\.basis) == [.measured])
    #expect(Self.coverage(.experts, own)[0].operation.hasPrefix("128 experts of 2880 in mxfp4"))
    #expect(Self.seconds(.experts, own) < Self.seconds(.experts, wide))
    // MXFP4 is a format of experts: all else stays in 16 bits.
    #expect(Self.seconds(.queryKeyValue, own) == Self.seconds(.queryKeyValue, wide))
  }

  @Test("is widened at the rate of the engine's kernel in large batches, and small ones do not show it", arguments: ["h100-sxm", "h200"])
  func widening(accelerator: String) throws {
    func seconds(_ shape: BatchShape, _ format: NumberFormat?, rate: Double, ratio: Double = 1) throws -> Double {
      let deployment = try Deployments.make("gpt-oss-120b", on: accelerator, tensor: 8) {
        $0.weightFormat = format
        $0.engine = EngineCostRules()
        $0.engine?.expertComputeRate = rate
        $0.engine?.expertTimeRatio = ratio
        $0.profile = ProfileCatalog.entry(forAccelerator: accelerator)?.profile
      }
      return deployment.breakdown(of: shape).first { $0.part == .experts }?.time.seconds ?? 0
    }
    let (prompt, decodes) = (Deployments.prefill(8192), Deployments.decode(16, context: 1000))
    let slower = try seconds(prompt, nil, rate: 0.25) / seconds(prompt, nil, rate: 1)
    // Not four times: the measured kernel is not at its best yet.
    #expect(slower > 2 && slower < 4)
    #expect(try seconds(decodes, nil, rate: 0.25) == seconds(decodes, nil, rate: 1))
    // Another kernel is another kernel at every size.
    for shape in [prompt, decodes] {
      let ratio = try seconds(shape, nil, rate: 1, ratio: 0.6) / seconds(shape, nil, rate: 1)
      #expect(abs(ratio - 0.6) < 1e-3)
    }
    // What is scaled is said.
    let scaled = try Deployments.make("gpt-oss-120b", on: accelerator, tensor: 8) {
      $0.engine = EngineCostRules()
      $0.engine?.expertComputeRate = 0.25
      $0.profile = ProfileCatalog.entry(forAccelerator: accelerator)?.profile
    }
    #expect(Self.coverage(.experts, scaled).map(\.basis) == [.extrapolated])
    #expect(Self.coverage(.experts, scaled)[0].operation.hasSuffix(", scaled to the engine's kernel"))
    // What is stored in 16 bits has nothing to be widened, and is none of either kernel's.
    #expect(try seconds(prompt, .bf16, rate: 0.25, ratio: 0.6) == seconds(prompt, .bf16, rate: 1))
  }

  @Test("a profile's linear attention is priced by its chunks and decodes, and leaves all else alone")
  func linearAttention() throws {
    let (name, accelerator) = ("qwen3.5-397b-a17b", "b200")
    let profile = try #require(ProfileCatalog.entry(forAccelerator: accelerator)).profile
    var without = profile
    without.operators.removeAll { [.linearPrefill, .linearDecode].contains($0.kind) }
    func deployment(_ profile: CalibrationProfile) throws -> Deployment {
      try Deployments.make(name, on: accelerator, tensor: 8) {
        $0.weightFormat = .fp8
        $0.engine = EngineCostRules()
        $0.profile = profile
      }
    }
    let (own, other) = (try deployment(profile), try deployment(without))
    let entry = OperatorCoverage(part: .linearMixer, operation: "gated linear attention", basis: .measured)
    #expect(own.coverage.contains(entry))
    #expect(other.coverage.contains { $0.part == .linearMixer && $0.basis == .roofline })
    func seconds(_ deployment: Deployment, _ shape: BatchShape) -> Double {
      deployment.breakdown(of: shape).first { $0.part == .linearMixer }?.time.seconds ?? 0
    }
    // Of 64 heads eight are on each accelerator, in 45 of 60 layers; AIConfigurator has 2,048 tokens of one chunk at 85 us and more.
    let call = OperatorCall.linearPrefill(tokens: 4096, heads: 8, headSize: 128)
    let table = try #require(profile.table(for: call)).seconds(4096, 1)
    #expect(table > 150e-6 && table < 220e-6)
    let added = seconds(own, Deployments.prefill(4096)) - seconds(other, Deployments.prefill(4096))
    #expect(added > 0.5 * 45 * table && added < 45 * table)
    for part in [IterationPart.experts, .queryKeyValue, .sampler, .prefillAttention] {
      let times = [own, other].map { one in one.breakdown(of: Deployments.prefill(4096)).first { $0.part == part }?.time }
      #expect(times[0] == times[1], "\(part)")
    }
    let parts = own.breakdown(of: Deployments.decode(64, context: 1000))
    let whole = own.costModel.total(Deployments.decode(64, context: 1000, window: own.costModel.readCaps[1]))
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == whole.time)
  }

  @Test("with a scale for a block of weights is that of fp8, but where another kernel stands in")
  func blocks() throws {
    for (accelerator, ratio) in [("h100-sxm", 1.0), ("b200", 1), ("l40s", 1.06)] {
      let blocks = try Self.deployment("Qwen/Qwen3-32B-FP8", on: accelerator)
      let rows = try Self.deployment("qwen3-32b", on: accelerator, .fp8)
      let times = Self.seconds(.gateUp, blocks) / Self.seconds(.gateUp, rows)
      #expect(abs(times / ratio - 1) < 1e-3, "\(accelerator): \(times)")
      #expect(Self.coverage(.gateUp, blocks).map(\.operation) == ["product 5120 x 6400 in fp8 by blocks"])
    }
    let card = try Self.deployment("Qwen/Qwen3-32B-FP8", on: "rtx-pro-6000-server")
    let said = OperatorCoverage(part: .gateUp, operation: "product 5120 x 6400 in fp8 by blocks, as in fp8", basis: .extrapolated)
    #expect(Self.coverage(.gateUp, card) == [said])
  }
}
