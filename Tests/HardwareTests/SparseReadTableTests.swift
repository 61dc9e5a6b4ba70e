import Hardware
import Kernel
import Model
import Testing

/// Attention of one layer of DeepSeek-V3 beside that of DeepSeek-V3.2, which selects 2,048 tokens by an index, as AIConfigurator measured
/// both on an H100 under vLLM 0.24. The rows are read where the folder of measured figures is at hand.
@Suite("Selected reads against measured ones")
struct SparseReadTableTests {
  private static let table = "techniques/sparse-attention-decode-h100-us.csv"
  /// What selecting takes in a layer beside reading and looking through: the difference of both measured lines at context zero, of 32
  /// sequences with KV in 16 bits, less the reading of 2,048 tokens of each. The other rows are held out.
  private static let selecting = 112e-6

  /// A cost model without a question of memory, on one accelerator with all heads.
  private func costs(_ treatment: KVTreatment?) throws -> RooflineCostModel {
    let shape = try ModelCatalog.model(named: "deepseek-v3").shape
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    var options = DeploymentOptions()
    options.kv = treatment
    return RooflineCostModel(
      DeploymentSetting(
        model: try treatment?.shape(of: shape) ?? shape, accelerator: accelerator, options: options,
        ownLink: try LinkCatalog.link(named: accelerator.link)))
  }

  private var sparse: KVTreatment {
    var treatment = KVTreatment()
    treatment.groups = [.init(read: 2048)]
    treatment.scan = .init(bytesPerToken: 132, flopsPerToken: 16_384)
    treatment.selectSeconds = Self.selecting
    return treatment
  }

  /// Seconds of one layer's decode attention by context.
  private func seconds(_ costs: RooflineCostModel, _ sequences: Int, _ context: Int) -> Double {
    var shape = BatchShape()
    shape.addDecodes(sequences, contextTokens: context, readCaps: costs.readCaps)
    return Double(costs.iterationCost(of: shape, chunks: .zero).time.slopes.dot(shape.decodeContext)) * 1e-12 / 61
  }

  /// From which context on selecting is faster, by bisection.
  private func crossing(_ dense: RooflineCostModel, _ selected: RooflineCostModel, _ sequences: Int) -> Double {
    var (slower, faster) = (2048, 1 << 20)
    while faster - slower > 1 {
      let middle = (slower + faster) / 2
      let isSlower = seconds(selected, sequences, middle) + Self.selecting > seconds(dense, sequences, middle)
      if isSlower { slower = middle } else { faster = middle }
    }
    return Double(faster)
  }

  /// The same between the rows of a table; nil where one is faster throughout.
  private func measuredCrossing(_ rows: [[String: String]], _ format: String, _ sequences: Int) -> Double? {
    let points = rows.compactMap { row -> (context: Double, lead: Double)? in
      guard row["kv_format"] == format, row["batch"] == "\(sequences)", let context = row["context"].flatMap(Double.init),
        let dense = row["dense_mla_us"].flatMap(Double.init), let sparse = row["sparse_dsa_us"].flatMap(Double.init)
      else { return nil }
      return (context, sparse - dense)
    }.sorted { $0.context < $1.context }
    for (one, next) in zip(points, points.dropFirst()) where one.lead > 0 && next.lead <= 0 {
      return one.context + (next.context - one.context) * one.lead / (one.lead - next.lead)
    }
    return nil
  }

  @Test("a token of context costs a tenth of what it costs where everything is read, as its bytes say")
  func slopes() throws {
    let (dense, selected) = (try costs(nil), try costs(sparse))
    func slope(_ costs: RooflineCostModel) -> Double { (seconds(costs, 32, 131_072) - seconds(costs, 32, 65_536)) / 32 / 65_536 * 1e9 }
    // Measured: 0.401 and 0.0515 ns. All heads on one accelerator are past the balance of arithmetic and traffic on the roofline.
    #expect(abs(slope(dense) / 0.401 - 1) < 0.10, "\(slope(dense))")
    #expect(abs(slope(selected) / 0.0515 - 1) < 0.15, "\(slope(selected))")
    #expect(abs(slope(selected) / slope(dense) / 0.129 - 1) < 0.15, "\(slope(selected) / slope(dense))")
  }

  @Test(
    "selecting pays from the measured contexts on: some 10,000 tokens of 32 sequences, 40,000 of 8",
    .enabled(if: Deployments.data != nil))
  func crossings() throws {
    let rows = try Deployments.rows(Self.table)
    let (dense, selected) = (try costs(nil), try costs(sparse))
    for (format, bound) in [("bfloat16", 0.12), ("fp8", 0.33)] {
      var seen = 0
      for sequences in [4, 8, 16, 32, 64, 128] {
        guard let measured = measuredCrossing(rows, format, sequences) else { continue }
        let simulated = crossing(dense, selected, sequences)
        #expect(abs(simulated / measured - 1) < bound, "\(format) of \(sequences): \(simulated), measured \(measured)")
        seen += 1
      }
      #expect(seen >= 5)
    }
  }

  /// Microseconds that the products of a layer take for a token of a prompt: what grows with the length of the dense rows of 8,192, 16,384
  /// and 32,768 tokens and not with its square, and 28 million FLOPs of the index.
  private static let products = 0.674 + 0.047

  @Test(
    "prompts from 2,048 tokens on take what their slots, index and products take, within 15 %; those of 2,048 within 18 %",
    .enabled(if: Deployments.data != nil))
  func prompts() throws {
    let selected = try costs(sparse)
    var seen = 0
    for row in try Deployments.rows("techniques/sparse-attention-prefill-h100-us.csv") {
      guard row["cached_tokens"] == "0", let batch = row["batch"].flatMap(Double.init), let tokens = row["prompt_tokens"].flatMap(Int.init),
        let measured = row["sparse_dsa_us"].flatMap(Double.init), tokens >= 2048
      else { continue }
      let attention = Double(selected.chunkCost(tokens: tokens, contextTokens: 0).time.picoseconds) * 1e-6 / 61
      let simulated = batch * (attention + Double(tokens) * Self.products)
      #expect(abs(simulated / measured - 1) < (tokens == 2048 ? 0.18 : 0.15), "\(row): \(simulated)")
      seen += 1
    }
    #expect(seen > 40, "\(seen)")
  }

  @Test("a selection of latents is read slot by slot, and heads by whole tiles: eight heads on a Hopper take what 64 take")
  func tiles() throws {
    func time(_ accelerator: String, _ tensor: Int, _ tokens: Int) throws -> Double {
      let shape = try ModelCatalog.model(named: "deepseek-v3.2").shape
      let accelerator = try AcceleratorCatalog.accelerator(named: accelerator)
      var options = DeploymentOptions()
      options.layout = ParallelLayout(tensor: tensor)
      let costs = RooflineCostModel(
        DeploymentSetting(model: shape, accelerator: accelerator, options: options, ownLink: try LinkCatalog.link(named: accelerator.link)))
      return costs.chunkCost(tokens: tokens, contextTokens: 0).time.seconds
    }
    let (one, two, four, eight) = (
      try time("h100-sxm", 1, 512), try time("h100-sxm", 2, 512), try time("h100-sxm", 4, 512), try time("h100-sxm", 8, 512)
    )
    #expect(one > 1.9 * two && two < 1.1 * four && four < 1.1 * eight, "\(one) \(two) \(four) \(eight)")
    // Every slot counts, whatever the prompt's length: the same for each token.
    #expect(abs(try time("h100-sxm", 1, 2048) / time("h100-sxm", 1, 512) - 4) < 0.1)
  }
}
