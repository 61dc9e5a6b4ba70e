import Kernel
import Scenario
import Serving
import Testing

/// Beginnings of scenarios.
private enum Texts {
  static let single = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    replicas: 8
    workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

    """

  static let pools = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    pools: [{name: a, role: prefill, replicas: 4}, {name: b, role: decode, replicas: 4}]
    workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

    """
  static let tree = pools + "network: {topology: tree, replicas_per_node: 2, nodes_per_rack: 2}\n"
}

@Suite("Failures and scaling in a scenario")
struct PresenceTests {
  private func fault(_ text: String) -> String {
    do {
      _ = try Scenario.read(Texts.single + text, file: "s.yaml").cluster()
      return "none"
    } catch { return "\(error)" }
  }

  @Test("a rack that dies, a straggler and crashes by chance are a line each")
  func lines() throws {
    let scenario = try Scenario.read(
      Texts.single + """
        failures:
          - {replica: 2, replicas: 3, at: 10 min, for: 10 min}
          - {replica: 0, at: 12 min, slow: 1.5}
          - {mtbf: 6 h, mttr: 10 min}

        """, file: "s.yaml")
    let plan = try scenario.cluster().failures
    #expect(
      plan.faults == [
        ReplicaFault(replicas: 2..<5, start: Instant(.seconds(600)), length: .seconds(600), effect: .crash),
        ReplicaFault(replicas: 0..<1, start: Instant(.seconds(720)), length: nil, effect: .slowdown(permille: 1500)),
      ])
    #expect(
      plan.random == [RandomFaults(replicas: 0..<8, meanTimeBetweenFailures: .seconds(21_600), meanTimeToRepair: .seconds(600))])
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
  }

  @Test("replicas are counted in their pool")
  func pools() throws {
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      pools: [{name: fast, replicas: 2}, {name: cheap, replicas: 4, accelerator: l40s}]
      failures: [{pool: cheap, replica: 1, at: 5 s}, {pool: fast, at: 9 s, for: 1 s}]
      workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

      """
    let plan = try Scenario.read(text, file: "s.yaml").cluster().failures
    #expect(plan.faults.map(\.replicas) == [3..<4, 0..<2])
  }

  @Test("a pool that follows its load takes Kubernetes' times where none are given")
  func scaling() throws {
    let cluster = try Scenario.read(Texts.single + "scaling: {requests_per_replica: 20, minimum: 2}\n", file: "s.yaml").cluster()
    #expect(
      cluster.pools[0].scaling
        == ScalingRule(
          minimum: 2, initial: 2, requestsPerReplica: 20, interval: .seconds(15), startUp: .seconds(120), stabilisation: .seconds(300)))
    #expect(try Scenario.read(Texts.single, file: "s.yaml").cluster().pools[0].scaling == nil)
  }

  @Test(
    "what cannot be is told where it stands",
    arguments: [
      ("failures: [{replica: 8, at: 1 s}]\n", "s.yaml:5:22: error: pool 'main' has 8 replicas, and replica 8 is to fail"),
      ("failures: [{pool: other, at: 1 s}]\n", "s.yaml:5:19: error: there is no pool 'other'"),
      ("failures: [{replica: 1}]\n", "a failure that happens neither at a time nor by chance"),
      ("failures: [{at: 1 s, mtbf: 1 h}]\n", "a failure both at a time and by chance"),
      ("failures: [{mtbf: 1 h, slow: 2}]\n", "'slow' beside 'mtbf'"),
      ("scaling: {minimum: 9}\n", "s.yaml:5:20: error: pool 'main' has 8 replicas at most, and 'scaling.minimum' is 9"),
      ("scaling: {minimum: 3, initial: 2}\n", "'scaling.initial' is 2, below the minimum of 3"),
    ])
  func refusals(text: String, says: String) { #expect(fault(text).contains(says), "\(fault(text))") }

  @Test("replicas that hand over KV fail, and their pools follow their load each for itself")
  func handOvers() throws {
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      pools: [{name: a, role: prefill}, {name: b, role: decode, replicas: 4, scaling: {policy: target_requests, requests_per_replica: 20}}]
      failures: [{pool: b, replica: 2, at: 1 s}]
      workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

      """
    let cluster = try Scenario.read(text, file: "s.yaml").cluster()
    #expect(cluster.failures.faults.map(\.replicas) == [3..<4])
    #expect(cluster.pools.map { $0.scaling != nil } == [false, true])
  }

  @Test("the port of a replica that is lost and a rack's uplink that has a tenth are a line each")
  func links() throws {
    func links(_ text: String) throws -> [LinkFault] { try Scenario.read(text, file: "s.yaml").cluster().failures.links }
    #expect(
      try links(Texts.pools + "failures: [{link: port, pool: b, replica: 3, at: 1 min, for: 30 s}]\n") == [
        LinkFault(link: .replica(7), start: Instant(.seconds(60)), length: .seconds(30))
      ])
    #expect(
      try links(Texts.tree + "failures: [{link: spine, rack: 1, bandwidth: 10 %, at: 10 min, for: 5 min}]\n") == [
        LinkFault(link: .rack(1), start: Instant(.seconds(600)), length: .seconds(300), bandwidthPermille: 100)
      ])
    #expect(
      try links(Texts.tree + "failures: [{link: rack, bandwidth: 50 %, at: 1 s}, {link: spine, at: 2 s, for: 1 s}]\n").map(\.link)
        == [.node(0), .node(1), .node(2), .node(3), .rack(0), .rack(1)])
    let scenario = try Scenario.read(Texts.tree + "failures: [{link: rack, node: 2, at: 1 s, for: 1 s}]\n", file: "s.yaml")
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
  }

  @Test(
    "a link that cannot fail so is told where it stands",
    arguments: [
      (
        Texts.single + "failures: [{link: port, at: 1 s, for: 1 s}]\n",
        "s.yaml:5:12: error: the link of replica 0 fails, and no KV is handed over"
      ),
      (Texts.pools + "failures: [{link: port, pool: b, replica: 4, at: 1 s, for: 1 s}]\n", "s.yaml:5:43: error: pool 'b' has 4 replicas"),
      (
        Texts.pools + "failures: [{link: spine, rack: 0, at: 1 s, for: 1 s}]\n",
        "s.yaml:5:19: error: a network of ports has no link 'spine'"
      ),
      (Texts.tree + "failures: [{link: port, at: 1 s, for: 1 s}]\n", "s.yaml:6:19: error: a network that is a tree has no link 'port'"),
      (
        Texts.tree + "failures: [{link: spine, rack: 2, at: 1 s, for: 1 s}]\n",
        "s.yaml:6:12: error: the link of rack 2 does not exist; racks 0 to 1"
      ),
      (Texts.tree + "failures: [{link: rack, node: 4, at: 1 s, for: 1 s}]\n", "the link of node 4 does not exist; nodes 0 to 3"),
      (Texts.tree + "failures: [{link: node, replica: 0, pool: a, at: 1 s, for: 1 s}]\n", "replicas have links of their own"),
      (
        Texts.tree + "failures: [{link: spine, replica: 0, pool: a, at: 1 s, for: 1 s}]\n",
        "'pool' beside 'link: spine'; 'rack' says whose link it is"
      ),
      (Texts.pools + "failures: [{link: port, pool: a, at: 1 s}]\n", "s.yaml:5:12: error: the link of replica 0 is lost for good"),
      (Texts.pools + "failures: [{link: port, for: 1 s}]\n", "a link that fails at no time; give 'at'"),
      (Texts.pools + "failures: [{link: port, slow: 2, at: 1 s}]\n", "'slow' beside 'link'; 'bandwidth'"),
      (Texts.pools + "failures: [{link: port, mtbf: 1 h}]\n", "'mtbf' beside 'link'"),
      (Texts.pools + "failures: [{link: port, at: 1 s, bandwidth: 0.01 %}]\n", "less than a thousandth"),
      (Texts.pools + "failures: [{bandwidth: 10 %, at: 1 s}]\n", "'bandwidth' without 'link'"),
      (
        Texts.pools + "failures: [{link: port, at: 1 s, for: 9 s}, {link: port, pool: a, at: 5 s, for: 1 s}]\n",
        "s.yaml:5:45: error: two failures of the link of replica 0 overlap"
      ),
    ])
  func linkRefusals(text: String, says: String) {
    let error = #expect(throws: InputError.self) { _ = try Scenario.read(text, file: "s.yaml").cluster() }
    #expect(error?.description.contains(says) == true, "\(String(describing: error))")
  }
}
