import Foundation
import Kernel
import Scenario
import Serving
import Study
import Testing

/// Seeds are never ignored in silence: a scenario whose runs differ with the seed says so, and is run with all of them.
@Suite("Seeds")
struct SeedTests {
  /// A scenario over a trace whose prompts tell their blocks, with one thing of the vocabulary that may draw.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let pools: String
    let lines: String
    let workload: String

    init(_ name: String, _ lines: String = "", workload: String = "trace: t.csv", pools: String = "replicas: 4\n") {
      self.name = name
      self.lines = lines
      self.workload = workload
      self.pools = pools
    }

    var testDescription: String { name }

    var text: String {
      "model: llama-3.1-8b\naccelerator: a100-80gb\ncalibration: roofline\n"
        + "engine: {preset: ideal, max_sequences: 2, prefix_caching: true}\n" + pools
        + "workload: {\(workload)}\n" + lines
    }
  }

  private static let handingOver =
    "pools: [{name: p, role: prefill, replicas: 2}, {name: d, role: decode, replicas: 3}]\nnetwork: {topology: ports, port_link: infiniband-ndr}\n"
  private static let generated =
    "prompt: {distribution: uniform, from: 200, to: 900}, output: {distribution: constant, tokens: 20}, requests: 40"

  /// Every router, as the one of prompts and as the one of decodes, and everything else of the vocabulary that has a chance.
  static let cases: [Case] =
    RouterCatalog.names.map { Case("router \($0)", "router: \($0)\n") }
    + RouterCatalog.names.map { Case("decode router \($0)", "decode_router: \($0)\n", pools: handingOver) }
    + RouterCatalog.names.map { Case("decode router \($0) that is never asked", "decode_router: \($0)\n") }
    + [
      Case("nothing that draws"),
      Case("crashes by chance", "failures: [{mtbf: 2 s, mttr: 500 ms}]\n"),
      Case("a crash at its time", "failures: [{replica: 1, at: 1 s, for: 2 s}]\n"),
      Case(
        "classes", "scheduler: priority\n",
        workload: "trace: t.csv, classes: [{name: a, share: 1, priority: 0}, {name: b, share: 1, priority: 1}]", pools: ""),
      Case("one class", workload: "trace: t.csv, classes: [{name: a, share: 1, priority: 0}]"),
      Case("noisy predictor", "scheduler: shortest_job_first\nrun: {predictor: {kind: noisy, log_deviation: 2}}\n", pools: ""),
      Case("oracle", "scheduler: shortest_job_first\nrun: {predictor: oracle}\n"),
      Case("resampled arrivals", workload: "trace: t.csv, arrivals: {process: poisson, rate: 20 req/s}"),
      Case("shuffled lengths", workload: "trace: t.csv, arrivals: {process: constant, rate: 20 req/s}, length_order: shuffled"),
      Case("generated lengths", workload: generated + ", arrivals: {process: constant, rate: 20 req/s}"),
      Case("generated arrivals", workload: generated + ", arrivals: {process: poisson, rate: 20 req/s}"),
    ]

  /// Three seeds are tried: crashes and classes may agree in two by chance.
  @Test("a scenario whose digest changes with the seed says that it uses the seed, and ten seeds are ten runs", arguments: cases)
  func seeds(one: Case) throws {
    try StudyCase.withFolder { folder in
      try Self.trace.write(toFile: folder + "/t.csv", atomically: true, encoding: .utf8)
      let scenario = try PreparedScenario(try Scenario.read(one.text, file: folder + "/case.yaml"))
      // Each seed on its own, so that a study which leaves seeds out cannot hide that they differ.
      let digests = try [UInt64(1), 2, 3].map { seed in try StudyCase.run(scenario) { $0.seeds = [seed] }[0].first.digest }
      if Set(digests).count > 1 { #expect(scenario.usesSeed, "seeds differ and are said not to") }
      var options = StudyOptions(program: StudyCase.program)
      options.seeds = Array(1...10)
      let study = Study([scenario], options: options)
      #expect(study.runCount == (scenario.usesSeed ? 10 : 1))
      if Self.mustDiffer.contains(one.name) { #expect(Set(digests).count > 1, "the case draws nothing and proves nothing") }
      if Self.mustAgree.contains(one.name) { #expect(!scenario.usesSeed, "ten equal runs would be made") }
    }
  }

  /// Cases that are known to draw, so that the test cannot pass by drawing nothing.
  private static let mustDiffer: Set<String> = [
    "router random", "router prefix_hash", "decode router random", "decode router prefix_hash", "crashes by chance", "classes",
    "noisy predictor", "resampled arrivals", "shuffled lengths", "generated lengths", "generated arrivals",
  ]
  /// Cases that are known not to, so that it cannot pass by running all seeds always.
  private static let mustAgree: Set<String> = [
    "router round_robin", "decode router least_requests", "decode router random that is never asked", "nothing that draws",
    "a crash at its time", "one class", "oracle",
  ]

  /// Eighty prompts of one to five blocks, a third of which begin like another.
  private static let trace: String = {
    var lines = ["# windtunnel-trace 1 block_tokens=128", "arrival_s,prompt_tokens,output_tokens,blocks"]
    for index in 0..<80 {
      let blocks = 1 + index * 7 % 5
      let family = index % 3 == 0 ? 0 : index
      let identities = (0..<blocks).map { "\(family * 100 + $0)" }.joined(separator: " ")
      lines.append("\(Double(index) / 20),\(blocks * 128 + index % 90),\(5 + index * 11 % 40),\(identities)")
    }
    return lines.joined(separator: "\n") + "\n"
  }()
}
