import Hardware
import Kernel
import Scenario
import Serving
import Testing

@Suite("The draw of accelerators and servers in a scenario")
struct PowerSettingTests {
  private func text(_ figures: String, accelerator: String = "h100-sxm") -> String {
    minimal.replacingOccurrences(of: "accelerator: h100-sxm", with: "accelerator: {name: \(accelerator)\(figures)}")
  }

  private func replica(_ figures: String, accelerator: String = "h100-sxm") throws -> ReplicaConfiguration {
    try Scenario.read(text(figures, accelerator: accelerator), file: "s.yaml").cluster().pools[0].replica
  }

  private func error(_ figures: String) -> String {
    do {
      _ = try Scenario.read(text(figures), file: "s.yaml").cluster()
      return ""
    } catch { return error.description }
  }

  @Test("a server that is up holds its card: one that comes to rest all the same does so after its holding time")
  func rest() throws {
    #expect(try replica("").rest == nil && replica("").offWatts == 0)
    let card = try replica("", accelerator: "a6000")
    #expect(card.rest?.after == .seconds(18) && card.idleWatts - (card.rest?.watts ?? 0) == 90 - 33)
    #expect(try replica(", rest_after: never", accelerator: "a6000").rest == nil)
    let given = try replica(", rest_after: 5 s, rest_power: 50 W, host_power: 10 W")
    #expect(given.rest == RestState(watts: 60, after: .seconds(5)))
  }

  @Test("a replica that is off draws nothing, or what its card draws at rest beside its share of the host")
  func off() throws {
    #expect(try replica(", off_power: rest, host_power: 100 W").offWatts == 100 + 71.8)
    #expect(try replica(", off_power: 20 W, host_power: 100 W").offWatts == 120)
    #expect(try replica(", off_power: none").offWatts == 0)
  }

  @Test("a server's fixed part is divided among its cards, and one figure stands for all of it")
  func servers() throws {
    let idle = try AcceleratorCatalog.accelerator(named: "h100-sxm").idleWatts.value
    func host(_ figures: String) throws -> Double { try replica(figures).idleWatts - idle }
    #expect(try abs(host(", server_power: 400 W, server_card_power: 30 W, server_cards: 1") - 430) < 1e-9)
    #expect(try abs(host(", server_power: 400 W, server_card_power: 30 W, server_cards: 4") - 130) < 1e-9)
    #expect(try abs(host(", server_power: 400 W, server_cards: 1, host_power: 70 W") - 70) < 1e-9)
    // One card in a server of the catalog's bears all of its fixed part.
    #expect(try host(", server_cards: 1") > host(""))
  }

  @Test("shares are the accelerator's own, or the scenario's")
  func shares() throws {
    func roofline(_ costs: String) throws -> RooflineParameters {
      try Scenario.read(minimal + costs, file: "s.yaml").deployments()[0].deployment.options.roofline
    }
    #expect(try roofline("").samplerPowerShare == nil)
    #expect(try roofline("costs: {sampler_power_share: 0.5, compute_power_share: 1.5}\n").samplerPowerShare == 0.5)
    #expect(throws: InputError.self) { try roofline("costs: {compute_power_share: 5}\n") }
    #expect(throws: InputError.self) { try roofline("costs: {memory_power_share: -0.1}\n") }
  }

  @Test(
    "a state that should draw less and draws more is refused with its line",
    arguments: [
      (", rest_power: 200 W", "rest_power of 200 W"), (", off_power: 200 W", "off_power of 200 W"),
      (", idle_power: 50 W, rest_power: 60 W", "draws 50 W idle"), (", server_cards: 0", "server_cards"),
      (", rest_after: soon", "rest_after"), (", off_power: sometimes", "off_power"), (", server_power: -1 W", "server_power"),
    ])
  func refused(figures: String, says: String) {
    let message = error(figures)
    #expect(message.hasPrefix("s.yaml:2:") && message.contains(says), "\(message)")
  }
}
