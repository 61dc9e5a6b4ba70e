import Kernel
import Scenario
import Testing

@Suite("Clusters that cannot be are refused before anything runs")
struct ImpossibleClusterTests {
  private func fault(_ lines: String) -> String {
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 10}

      """
    do {
      _ = try Scenario.read(text + lines, file: "s.yaml").cluster()
      return "none"
    } catch { return error.description }
  }

  @Test(
    "a flow that lacks a role, or a path",
    arguments: [
      (
        "pools: [{name: a, role: prefill}, {name: b, role: prefill}]\n",
        "s.yaml:4:25: error: no pool decodes what pool 'a' computes; a pool with role: decode or role: both"
      ),
      (
        "pools: [{name: a}, {name: b, role: decode}]\n",
        "s.yaml:4:36: error: no pool hands over to pool 'b'; a pool with role: prefill"
      ),
      (
        "pools: [{name: a, role: prefill}, {name: b, role: decode}]\nnetwork: {topology: ports, port_link: none}\n",
        "s.yaml:5:39: error: there is no path on which pool 'a' could hand KV over; a link for 'port_link'"
      ),
      (
        "pools: [{name: a, role: prefill}, {name: b, role: decode}]\nnetwork:\n  topology: tree\n  rack_link: none\n",
        "s.yaml:7:14: error: there is no path on which pool 'a' could hand KV over; a link for 'rack_link'"
      ),
    ])
  func flows(lines: String, says: String) { #expect(fault(lines) == says) }

  @Test(
    "a mixed pool without a pool that hands over, or whose pools choose where to decode only when the prompt is done",
    arguments: [
      (
        "roles: {policy: mixed_pool}\n",
        "s.yaml:4:8: error: a mixed pool beside no prefill pool; pools with role: prefill and role: decode"
      ),
      (
        "pools: [{name: a, role: prefill, hand_over: {choose: at_hand_over}}, {name: b, role: decode}]\nroles: mixed_pool\n",
        "s.yaml:4:54: error: a mixed pool, where both replicas of a request are chosen when it arrives, and pool 'a' chooses later; hand_over.choose: at_arrival"
      ),
      ("pools: [{name: a, role: prefill, hand_over: {choose: at_arrival}}, {name: b, role: decode}]\nroles: mixed_pool\n", "none"),
    ])
  func mixedPools(lines: String, says: String) { #expect(fault(lines) == says) }

  @Test(
    "KV blocks beyond the memory, by one, and by a layout that holds less",
    arguments: [
      ("engine: {kv_blocks: 32845}\n", "none"),
      (
        "engine: {kv_blocks: 32846}\n",
        "s.yaml:4:21: error: 32846 KV blocks of 16 tokens do not fit the memory of h100-sxm beside the weights of llama-3.1-8b; "
          + "at most 32845, or an accelerator with more memory"
      ),
      ("engine: {kv_blocks: 32846}\nformats: {kv: fp8}\n", "none"),
      ("engine: {kv_blocks: 32846}\nparallel: {tensor: 2}\n", "none"),
    ])
  func caches(lines: String, says: String) { #expect(fault(lines) == says) }

  @Test(
    "caches and swap space beyond the host's memory, which is that of all accelerators of a replica",
    arguments: [
      ("engine: {host_cache: 256 GiB}\n", "none"),
      (
        "engine: {host_cache: 257 GiB}\n",
        "s.yaml:4:22: error: host_cache of a replica would take 257 GiB of its host's memory, which has 256 GiB for it; "
          + "no more than that, or an 'accelerator.host_memory' that says what the host has for one accelerator"
      ),
      ("engine: {host_cache: 257 GiB}\nparallel: {tensor: 2}\n", "none"),
      ("engine: {host_cache: 254 GiB, swap_space: 4 GiB}\n", "none"),
      (
        "engine: {host_cache: 254 GiB, swap_space: 4 GiB, preemption: swap}\n",
        "s.yaml:4:22: error: host_cache and swap_space of a replica would take 258 GiB of its host's memory, which has 256 GiB for it; "
          + "no more than that, or an 'accelerator.host_memory' that says what the host has for one accelerator"
      ),
      (
        "engine: {swap_space: 300 GiB, preemption: swap}\n",
        "s.yaml:4:22: error: swap_space of a replica would take 300 GiB of its host's memory, which has 256 GiB for it; "
          + "no more than that, or an 'accelerator.host_memory' that says what the host has for one accelerator"
      ),
      ("engine: {remote_cache: 300 GiB}\n", "none"),
    ])
  func hosts(lines: String, says: String) { #expect(fault(lines) == says) }

  @Test("a scenario may say what its host has")
  func hostMemory() throws {
    let larger = minimal.replacing("accelerator: h100-sxm", with: "accelerator: {name: h100-sxm, host_memory: 512 GiB}")
    #expect(larger != minimal)
    _ = try Scenario.read(larger + "engine: {host_cache: 512 GiB}\n", file: "s.yaml").cluster()
  }

  @Test("the last block fits: weights and blocks together are no more than the memory, and one block more would be")
  func theLastBlock() throws {
    let scenario = try Scenario.read(minimal + "engine: {kv_blocks: 10}\n", file: "s.yaml")
    let memory = try #require(try scenario.deployments().first).deployment.memory
    let left = memory.memoryBytes - memory.weightBytes
    #expect(memory.mostKVBlocks * memory.blockBytes <= left && (memory.mostKVBlocks + 1) * memory.blockBytes > left)
  }
}
