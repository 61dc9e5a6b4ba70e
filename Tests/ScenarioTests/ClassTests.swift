import Kernel
import Record
import Scenario
import Serving
import Testing

@Suite("Request classes and swapping in scenarios")
struct ClassTests {
  private let head = "model: llama-3.1-8b\naccelerator: h100-sxm\n"
  private let load = "workload:\n  prompt: 100\n  output: 10\n  arrivals: {process: poisson, rate: 1 req/s}\n  requests: 10\n"

  @Test("classes have a share, a priority and a time by which first tokens are due, each with a default")
  func classes() throws {
    let text = head + load + "  classes:\n    - {name: chat, priority: 2, ttft: 500 ms}\n    - {name: batch, share: 3}\n"
    let scenario = try Scenario.read(text, file: "s.yaml")
    let chat = RequestClass(name: "chat", share: 1, priority: 2, firstTokenDue: .milliseconds(500))
    #expect(scenario.options(seed: 1).classes == [chat, RequestClass(name: "batch", share: 3)])
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    #expect(try Scenario.read(head + load, file: "s.yaml").options(seed: 1).classes.isEmpty)
  }

  @Test("classes of which no request could be are refused where they stand")
  func noShares() {
    let text = head + load + "  classes:\n    - {name: chat, share: 0}\n"
    #expect(fault(text).contains("no class has a share of the requests") && fault(text).hasPrefix("s.yaml:"), "\(fault(text))")
  }

  @Test("swap space is counted in blocks of all accelerators, behind the accelerator's own PCI Express or a named link")
  func swapping() throws {
    func space(_ engine: String, _ more: String = "") throws -> SwapSpace? {
      try Scenario.read(head + load + more + "engine: \(engine)\n", file: "s.yaml").cluster().pools[0].replica.rules.swapSpace
    }
    #expect(try space("{preemption: recompute, swap_space: 8 GiB}") == nil)
    let own = try #require(try space("{preemption: swap, swap_space: 8 GiB}"))
    // 16 tokens x 128 KiB of keys and values are 2 MiB; PCI Express 5.0 moves 63 GB a second.
    #expect(own.blocks == 4096 && own.bytesPerBlock == 2 << 20)
    #expect(own.timePerBlock == Duration(seconds: Double(2 << 20) / 63e9))
    let slow = try #require(try space("{preemption: swap, swap_space: 8 GiB, swap_link: pcie-3}"))
    #expect(slow.timePerBlock == Duration(seconds: Double(2 << 20) / 15.75e9) && slow.blocks == 4096)
    // Two accelerators hold half of a block each, and move their halves at once.
    let two = try #require(try space("{preemption: swap, swap_space: 8 GiB}", "parallel: {tensor: 2}\n"))
    #expect(two.bytesPerBlock == 2 << 20 && two.blocks == 8192)
    #expect(fault(head + load + "engine: {preemption: swop}\n").contains("did you mean 'swap'?"))
  }
}
