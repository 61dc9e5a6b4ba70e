import Kernel
import Scenario
import Serving
import Testing

@Suite("Roles that change, in a scenario")
struct RolesTests {
  private func text(_ pools: String, _ roles: String) -> String {
    """
    model: llama-3.1-8b
    accelerator: h100-sxm
    pools: [\(pools)]
    \(roles)
    workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

    """
  }
  private let pools = "{name: a, role: prefill, hand_over: {choose: at_arrival}}, {name: b, role: decode}"

  @Test("Splitwise's number is taken where none is given, and roles are fixed where nothing is said")
  func rules() throws {
    func rule(_ roles: String) throws -> MixedPoolRule? {
      try Scenario.read(text(pools, roles), file: "s.yaml").cluster().mixedPool
    }
    #expect(try rule("roles: mixed_pool") == MixedPoolRule(pendingTokens: 8192))
    #expect(try rule("roles: {policy: mixed_pool, pending_tokens: 100 tokens}") == MixedPoolRule(pendingTokens: 100))
    #expect(try rule("roles: fixed") == nil)
    #expect(try rule("because: nothing is said") == nil)
  }

  @Test("a mixed pool without another phase, or without a choice at arrival, is refused where it stands")
  func refused() {
    func fault(_ pools: String) -> String {
      do {
        _ = try Scenario.read(text(pools, "roles: mixed_pool"), file: "s.yaml").cluster()
        return "none"
      } catch { return error.description }
    }
    #expect(fault("{name: a}, {name: b}").hasPrefix("s.yaml:4:8: error: a mixed pool beside no prefill pool"))
    #expect(
      fault("{name: a, role: prefill}, {name: b, role: decode}").contains(
        "pool 'a' chooses later; hand_over.choose: at_arrival"))
    #expect(
      fault("{name: a, role: prefill, hand_over: {choose: at_hand_over}}, {name: b, role: decode}").hasPrefix("s.yaml:3:54: error:"))
  }
}
