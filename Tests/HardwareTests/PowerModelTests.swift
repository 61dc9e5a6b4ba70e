import Hardware
import Kernel
import Testing

struct PowerModelTests {
  private let power = PowerModel(idleWatts: 100, maximumWatts: 700)

  @Test func `watts go from idle to the board's limit and never past it`() {
    #expect(PowerModel(idleWatts: 100, maximumWatts: 700, activeShare: 0).watts(computeUtilisation: 0, memoryUtilisation: 0) == 100)
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
    let deployment = try Deployments.make("llama-2-70b", on: "a100", tensor: 8)
    func share(_ shape: BatchShape) -> Double {
      let chunks = deployment.costModel.chunkCost(tokens: shape.prefillTokens, contextTokens: 0)
      let total = deployment.costModel.total(shape, chunks: chunks)
      return (Double(total.energyNanojoules) / 1e9 / total.time.seconds / 8 + 80) / 400
    }
    #expect((0.7...1.0).contains(share(Deployments.prefill(4096))))
    #expect((0.3...0.65).contains(share(Deployments.decode(4, context: 600))))
  }

  @Test func `a kilowatt-hour costs its price and its carbon`() {
    #expect(PowerModel.dollars(joules: 3.6e6, dollarsPerKilowattHour: 0.12) == 0.12)
    #expect(PowerModel.gramsOfCarbonDioxide(joules: 7.2e6) == 890)
  }
}
