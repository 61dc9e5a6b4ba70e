import Hardware
import Kernel
import Model
import Testing

@Suite("A power cap")
struct PowerCapTests {
  private func capped(_ watts: Double?, _ model: String = "llama-2-70b", tensor: Int = 8) throws -> Deployment {
    var accelerator = try AcceleratorCatalog.accelerator(named: "h100")
    accelerator.powerCapWatts = watts
    var options = DeploymentOptions()
    options.layout.tensor = tensor
    return try Deployment(model: ModelCatalog.model(named: model).shape, accelerator: accelerator, options: options)
  }

  /// Splitwise (arXiv 2311.18677, section 6.1 and figure 9): prompts take 1.30 times as long on H100 at 70 % of their power.
  @Test("at 70 % makes prompts about 1.3 times as slow")
  func prefillAtSeventyPercent() throws {
    let stretch = try capped(490).costModel.prefillMilliseconds(2048) / capped(nil).costModel.prefillMilliseconds(2048)
    #expect((1.15...1.35).contains(stretch), "\(stretch)")
  }

  /// The same source: the token phase is unchanged from 700 down to 350 W.
  @Test("at 50 % stretches prefill, not decode", arguments: [1, 16, 64])
  func decodeAtHalf(batch: Int) throws {
    let (whole, half) = (try capped(nil), try capped(350))
    let decode = half.costModel.decodeMilliseconds(batch, context: 1024) / whole.costModel.decodeMilliseconds(batch, context: 1024)
    let prefill = half.costModel.prefillMilliseconds(2048) / whole.costModel.prefillMilliseconds(2048)
    // The larger the batch, the more of a step is arithmetic.
    #expect(decode >= 1 && decode < (batch < 64 ? 1.03 : 1.15), "\(decode)")
    #expect(prefill > 1.3, "\(prefill)")
  }

  @Test("is never passed by a batch, and costs time the lower it is", arguments: ["llama-3.1-8b", "mixtral-8x7b"])
  func drawStaysBelow(model: String) throws {
    var previous = 0.0
    for watts in stride(from: 700.0, through: 200, by: -50) {
      let deployment = try capped(watts, model, tensor: 2)
      let cost = deployment.costModel
      let time = cost.prefillMilliseconds(4096)
      #expect(time >= previous)
      previous = time
      for (shape, chunk) in [(Deployments.prefill(4096), 4096), (Deployments.decode(256, context: 2000), 0)] {
        let total = cost.total(shape, chunks: cost.chunkCost(tokens: chunk, contextTokens: 0))
        let above = Double(total.energyNanojoules) / 1e9 / total.time.seconds / 2
        #expect(above + deployment.accelerator.idleWatts.value <= watts * 1.0001, "\(above) at \(watts)")
      }
    }
  }

  @Test("as high as the board's limit changes nothing to the bit")
  func noCap() throws {
    let (free, full) = (try capped(nil).costModel, try capped(700).costModel)
    for tokens in [1, 7, 300, 4000] {
      #expect(free.total(Deployments.prefill(tokens)) == full.total(Deployments.prefill(tokens)))
      #expect(free.chunkCost(tokens: tokens, contextTokens: 900) == full.chunkCost(tokens: tokens, contextTokens: 900))
    }
  }

  @Test("below idle or above the limit is refused", arguments: [10.0, 70, 701])
  func refused(watts: Double) { #expect(throws: InputError.self) { try capped(watts) } }

  @Test("stretches measured prefill attention like any arithmetic, and its parts still sum up")
  func parts() throws {
    let deployment = try capped(420)
    let chunks = deployment.costModel.chunkCost(tokens: 1500, contextTokens: 100)
    let parts = deployment.breakdown(of: Deployments.prefill(1500), chunks: chunks)
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == deployment.costModel.total(Deployments.prefill(1500), chunks: chunks).time)
  }
}
