import Kernel
import Scenario
import Testing

@Suite("Runs that would fill the memory or have no end")
struct SizeTests {
  private static let base = "model: llama-3.1-8b\naccelerator: h100-sxm\nreplicas: 2\n"
  private static let load = "workload: {prompt: 100, output: 10, arrivals: {process: poisson, rate: 1 req/s}, requests: 40}\n"

  private func fault(_ lines: String, load: String = Self.load) -> String {
    do {
      try Scenario.read(Self.base + load + lines, file: "s.yaml").checkSizes()
      return "none"
    } catch { return error.description }
  }

  @Test("a series of more bins than memory holds is refused where it is written, by the length that the load tells")
  func series() {
    #expect(
      fault("run: {series: 1 us}\n")
        == "s.yaml:5:15: error: a time series of more than 2191309 bins takes more than the 1024 MiB of memory that it may; "
        + "a longer 'run.series', or 'series: none'")
    #expect(fault("run: {series: 1 ms}\n") == "none")
    #expect(fault("run: {series: 1 us, horizon: 1 s}\n") == "none", "it ends before")
    #expect(fault("run: {series: 10 s}\n", load: Self.load.replacing("requests: 40", with: "duration: 100 d")) == "none")
    #expect(fault("run: {series: 1 s}\n", load: Self.load.replacing("requests: 40", with: "duration: 100 d")).contains("run.series"))
  }

  @Test("crashes and looks at the load that come too often are refused")
  func wakes() {
    let year = Self.load.replacing("requests: 40", with: "duration: 100 d")
    #expect(fault("scaling: {policy: target_requests, interval: 1 ps}\n").contains("'1 ps' is out of range; from 1 ms"))
    #expect(fault("scaling: {policy: target_requests, interval: 1 ms}\n") == "none")
    #expect(
      fault("scaling: {policy: target_requests, interval: 1 ms}\nrun: {series: none}\n", load: year).contains("look at its load more than"))
    #expect(fault("failures: [{mtbf: 1 us, mttr: 1 us}]\n").contains("'1 us' is out of range; from 1 s"))
    #expect(fault("failures: [{mtbf: 1 s, mttr: 1 ms}]\nrun: {series: none}\n", load: year) == "none")
  }

  @Test("more requests at once than can be in flight are refused before the first of them is made")
  func crowds() {
    let crowd = Self.load.replacing("{process: poisson, rate: 1 req/s}, requests: 40", with: "at_once, requests: 16777216")
    #expect(
      fault("", load: crowd)
        == "s.yaml:4:66: error: 16777216 requests that come at once are more than the 16777215 that can be in flight; "
        + "fewer requests, an arrival rate, or 'workload.concurrency'")
    #expect(fault("", load: crowd.replacing("16777216", with: "16777215")) == "none")
    #expect(fault("", load: crowd.replacing("16777216", with: "16777216, concurrency: 100")) == "none")
  }

  @Test("what a single KV block lacks is said of the block, not of the memory")
  func oneBlock() {
    let text = Self.base + Self.load + "engine: {kv_blocks: 1}\n"
    let error = #expect(throws: InputError.self) { try Scenario.read(text, file: "s.yaml").cluster() }
    #expect(
      error?.description
        == "s.yaml:5:21: error: 1 KV block of which the engine keeps 1 that hold no tokens (its null block): none is left; "
        + "'engine.kv_blocks' of 2 or more, or 'engine.unusable_blocks' of less")
    #expect(throws: Never.self) { try Scenario.read(text.replacing("kv_blocks: 1", with: "kv_blocks: 2"), file: "s.yaml").cluster() }
  }

  @Test("seeds have 64 bits in a list, on the command line and in the text that is stored")
  func seeds() throws {
    let greatest = "18446744073709551615"
    let scenario = try Scenario.read(Self.base + Self.load, file: "s.yaml", assignments: ["run.seeds=[\(greatest), 0]"])
    #expect(scenario.run.seeds == [.max, 0])
    #expect(scenario.resolvedText.contains("seeds: [\(greatest), 0]"))
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").run.seeds == [.max, 0])
    #expect(throws: InputError.self) { try Scenario.read(Self.base + Self.load + "run: {seeds: [18446744073709551616]}\n", file: "s.yaml") }
    #expect(throws: InputError.self) {
      try Scenario.read(Self.base + Self.load + "run: {seeds: [\(greatest), \(greatest)]}\n", file: "s.yaml")
    }
  }
}
