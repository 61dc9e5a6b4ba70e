import Hardware
import Kernel
import Scenario
import Testing

/// What variants of a study share, and what they must not.
@Suite("Shared deployments")
struct DeploymentCacheTests {
  private static let text = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    replicas: 2
    workload: {prompt: 100, output: 10, arrivals: at_once, requests: 1}

    """

  private func deployed(_ cache: DeploymentCache, _ changes: String...) throws -> Scenario.DeployedPool {
    try Scenario.read(Self.text, file: "s.yaml", assignments: changes).deployments(sharing: cache)[0]
  }

  private func table(_ deployed: Scenario.DeployedPool) -> ObjectIdentifier { ObjectIdentifier(deployed.deployment.costModel as AnyObject) }

  @Test("a variant that changes nothing of a replica has the very cost model of its sibling, and one that does has its own")
  func sharing() throws {
    let cache = DeploymentCache()
    let first = try deployed(cache)
    #expect(table(try deployed(cache, "replicas=5", "workload.requests=9", "router=random")) == table(first))
    #expect(table(try deployed(DeploymentCache())) != table(first), "another cache shares nothing")
    for change in [
      "engine.max_sequences=8", "model=llama-3.1-70b", "accelerator.power_cap=300 W", "calibration=roofline", "formats.kv=fp8",
    ] {
      #expect(table(try deployed(cache, change, "parallel.tensor=4")) != table(try deployed(cache, "parallel.tensor=4")), "\(change)")
    }
  }

  @Test("what is shared costs what it costs alone, whatever was made before")
  func sameCosts() throws {
    let cache = DeploymentCache()
    for change in ["replicas=1", "calibration=roofline", "engine.max_sequences=8", "replicas=3", "calibration=roofline"] {
      let (shared, alone) = (try deployed(cache, change).deployment, try deployed(DeploymentCache(), change).deployment)
      #expect(shared.options == alone.options && shared.memory == alone.memory)
      var shape = BatchShape()
      shape.addDecodes(7, contextTokens: 1000, readCaps: alone.costModel.readCaps)
      shape.sampledRows = 7
      #expect(shared.costModel.iterationCost(of: shape, chunks: .zero) == alone.costModel.iterationCost(of: shape, chunks: .zero))
    }
  }
}
