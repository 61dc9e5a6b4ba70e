import Foundation
import Hardware
import Kernel
import Testing

/// Composed iterations against the tables that the shipped profiles come from, where those are at hand.
@Suite(.enabled(if: Deployments.data != nil, "the folder shared/data is not beside the repository"))
struct FittedMeasuredStepTests {
  private static let layers = 32.0

  /// Llama-3.1-8B with kernels as they were measured: launched eagerly, no host.
  private static func eager(_ accelerator: String, profile: String) throws -> Deployment {
    var rules = EngineCostRules()
    (rules.hostSecondsPerIteration, rules.hostSecondsPerSequence) = (0, 0)
    let entry = try #require(ProfileCatalog.entry(named: profile))
    return try Deployments.make("llama-3.1-8b", on: accelerator) {
      $0.profile = entry.profile
      $0.engine = rules
    }
  }

  /// The tables of one accelerator: microseconds by layer and tokens, and of attention by its four columns.
  private struct Tables {
    var layers: [String: Double] = [:]
    var attention: [String: Double] = [:]

    init(_ folder: String) throws {
      let path = "operators/llmservingsim/\(folder)/meta-llama/Llama-3.1-8B/bf16/tp1/"
      for row in try Deployments.rows(path + "dense.csv") { layers["\(row["layer"]!) \(row["tokens"]!)"] = Double(row["time_us"]!) }
      for row in try Deployments.rows(path + "per_sequence.csv") {
        layers["\(row["layer"]!) \(row["sequences"]!)"] = Double(row["time_us"]!)
      }
      for row in try Deployments.rows(path + "attention.csv") {
        let key = ["prefill_chunk", "kv_prefill", "n_decode", "kv_decode"].map { row[$0]! }.joined(separator: " ")
        attention[key] = Double(row["time_us"]!)
      }
    }

    /// Microseconds of an iteration, summed from rows of the tables; nil where one is missing.
    func step(tokens: Int, rows: Int, attention key: String) -> Double? {
      guard let attention = attention[key] else { return nil }
      var sum = attention * FittedMeasuredStepTests.layers
      for (name, times) in [
        ("qkv_proj", 32.0), ("o_proj", 32), ("gate_up_proj", 32), ("down_proj", 32), ("act_fn", 32), ("rotary_emb", 32),
        ("layernorm", 64), ("embedding", 1), ("final_layernorm", 1),
      ] {
        guard let time = layers["\(name) \(tokens)"] else { return nil }
        sum += time * times
      }
      guard let head = layers["lm_head \(rows)"], let sampler = layers["sampler \(rows)"] else { return nil }
      return sum + head + sampler
    }
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  @Test(
    "iterations composed by the model are those summed from the tables",
    arguments: [("rtx-4090", "rtx4090", "RTX4090"), ("rtx-pro-6000", "rtx-pro-6000", "RTXPRO6000")])
  func composedFromTables(accelerator: String, profile: String, folder: String) throws {
    let cost = try Self.eager(accelerator, profile: profile).costModel
    let tables = try Tables(folder)
    var (decodes, prefills, mixed): ([Double], [Double], [Double]) = ([], [], [])
    for sequences in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
      for context in [64, 256, 1024, 4096] {
        guard let wanted = tables.step(tokens: sequences, rows: sequences, attention: "0 0 \(sequences) \(context)") else { continue }
        decodes.append(abs(cost.total(Deployments.decode(sequences, context: context)).time.seconds * 1e6 / wanted - 1))
        for chunk in [64, 128, 512, 1024] {
          let row = tables.step(tokens: sequences + chunk, rows: sequences, attention: "\(chunk) 0 \(sequences) \(context)")
          guard let wanted = row else { continue }
          let shape = FittedProfiles.mixed(sequences, context: context, chunk: chunk)
          mixed.append(abs(cost.total(shape, chunks: cost.chunkCost(tokens: chunk, contextTokens: 0)).time.seconds * 1e6 / wanted - 1))
        }
      }
    }
    for tokens in [16, 32, 64, 128, 256, 512, 1024, 2048] {
      for context in [0, 64, 512, 2048, 8192] {
        guard let wanted = tables.step(tokens: tokens, rows: 1, attention: "\(tokens) \(context) 0 0") else { continue }
        let chunks = cost.chunkCost(tokens: tokens, contextTokens: context)
        prefills.append(abs(cost.total(Deployments.prefill(tokens), chunks: chunks).time.seconds * 1e6 / wanted - 1))
      }
    }
    #expect(decodes.count >= 32 && prefills.count >= 32 && mixed.count >= 12)
    #expect(Self.median(decodes) < 0.02 && decodes.max()! < 0.1)
    #expect(Self.median(prefills) < 0.02 && prefills.max()! < 0.1, "\(prefills.map { ($0 * 1000).rounded() / 10 })")
    #expect(Self.median(mixed) < 0.02 && mixed.max()! < 0.1)
  }

  @Test("a served decode step of 32 sequences with 1,283 tokens each takes about 25 ms on an RTX 4090")
  func servedDecodeStep() throws {
    // Measured in a recorded vLLM 0.19 run: 24 to 25 ms between tokens at that batch.
    let entry = try #require(ProfileCatalog.entry(named: "rtx4090"))
    let deployment = try Deployments.make("llama-3.1-8b", on: "rtx-4090") {
      $0.profile = entry.profile
      $0.engine = .vllm(maximumSequences: 256)
    }
    #expect((24...26).contains(deployment.costModel.decodeMilliseconds(32, context: 1283)))
    #expect(deployment.coverage.allSatisfy { $0.basis == .measured })
  }
}
