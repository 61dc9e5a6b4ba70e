import Hardware
import Kernel
import Testing

struct PowerModelTests {
  private let power = PowerModel(
    idleWatts: 100, maximumWatts: 700, shares: PowerShares(active: 0.1, compute: 0.9, memory: 0.7, sampler: 0.6))

  @Test func `watts go from idle to the board's limit and never past it`() {
    #expect(PowerModel(idleWatts: 100, maximumWatts: 700, shares: .none).watts(computeUtilisation: 0, memoryUtilisation: 0) == 100)
    #expect(power.watts(computeUtilisation: 1, memoryUtilisation: 1) == 700)
    var previous = 0.0
    for step in 0...20 {
      let watts = power.watts(computeUtilisation: Double(step) / 20, memoryUtilisation: 0.1)
      #expect(watts >= previous && watts <= 700)
      previous = watts
    }
  }

  @Test func `energy is watts times time`() {
    let joules = power.joulesAboveIdle(seconds: 2, computeSeconds: 0.4, memorySeconds: 1)
    let watts = power.watts(computeUtilisation: 0.2, memoryUtilisation: 0.5)
    #expect(abs(joules - 2 * (watts - 100)) < 1e-9)
  }

  /// Prefill runs at the board's limit, decode well below it (Splitwise, arXiv 2311.18677; POLCA, arXiv 2308.12908).
  @Test func `prefill draws near the limit and decode clearly less`() throws {
    let deployment = try Deployments.make("llama-3.1-8b", on: "h100")
    let prefill = share(Deployments.prefill(8192), deployment)
    let decode = share(Deployments.decode(8, context: 600), deployment)
    #expect((0.85...1.0).contains(prefill) && decode < prefill - 0.1, "\(prefill) and \(decode)")
  }

  /// Splitwise's data: decode of Llama-2-70B on a DGX-A100, 45.8 ms a step, at 0.43 to 0.44 of the boards' limit.
  @Test func `decode at the pace of an older engine draws what was measured then`() throws {
    let deployment = try Deployments.make("llama-2-70b", on: "a100", tensor: 8) { $0.roofline.hostSecondsPerIteration = 0.03 }
    #expect(abs(deployment.costModel.decodeMilliseconds(4, context: 600) / 45.8 - 1) < 0.05)
    #expect(abs(share(Deployments.decode(4, context: 600), deployment) - 0.434) < 0.09)
  }

  @Test func `the sampler draws its own share for as long as it takes, whatever else is drawn`() {
    let sampling = power.run(.sampling(seconds: 2))
    #expect(sampling.seconds == 2 && abs(sampling.joulesAboveIdle - 2 * 0.6 * 600) < 1e-9)
    var capped = power
    capped.capWatts = 250
    let slowed = capped.run(.sampling(seconds: 2))
    #expect(slowed.seconds > 2 && slowed.joulesAboveIdle / slowed.seconds <= 150.001)
  }

  /// Watts of an accelerator over an iteration, as a share of the board's limit.
  private func share(_ shape: BatchShape, _ deployment: Deployment) -> Double {
    let chunks = deployment.costModel.chunkCost(tokens: shape.prefillTokens, contextTokens: 0)
    let total = deployment.costModel.total(shape, chunks: chunks)
    let card = deployment.accelerator
    let above = Double(total.energyNanojoules) / 1e9 / total.time.seconds / Double(deployment.accelerators)
    return (above + card.idleWatts.value) / card.maximumWatts.value
  }
}
