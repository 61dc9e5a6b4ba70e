import Foundation
import Kernel
import Scenario

/// A scenario drawn from all keys that there are, each with a value of its kind. The vocabulary says what kinds there are, so that a key of
/// tomorrow is drawn as well.
///
/// Keys are laid over a small scenario one by one, and what is refused is left out again: what comes of it can be run, with settings that
/// nobody would think of together. Which sections are drawn from at all is drawn first (Groce et al., "Swarm Testing", ISSTA 2012).
public struct ScenarioDraw {
  /// The scenario.
  private(set) var scenario: Scenario
  /// What was laid over the small one.
  private(set) var assignments: [String] = []
  /// What was tried and refused.
  private(set) var refused = 0

  /// Keys that ask for files, or change what a run is about and not how it goes.
  private static let excluded: Set<String> = [
    "name", "because", "model", "calibration", "from", "change", "vary", "workload.trace", "workload.profile", "workload.columns",
    "workload.format", "workload.time_unit", "workload.block_tokens", "workload.day", "workload.window", "workload.requests",
    "workload.duration", "workload.limit", "workload.tasks", "workload.repeat.requests", "run.seeds", "run.series",
  ]

  /// Whole sections in one piece, for keys within lists cannot be set one by one; assignments that need one another have a semicolon between.
  private static let pieces = [
    "speculation={draft: ngram, tokens: 3, acceptance: {rate: 0.6}}",
    "speculation={draft: heads, tokens: 4, acceptance: {by_position: [0.8, 0.6, 0.4, 0.2], spread: 0.3}}",
    "speculation={draft: ngram, tokens: 5, acceptance: {emitted: 2.5}, by_batch: [{sequences: 2, tokens: 5}, {sequences: 8, tokens: 1}]}",
    "speculation={draft: heads, tokens: 3, acceptance: {rate: 0.7}, by_batch: best}",
    "kv={keep: {sinks: 4, recent: 60}, apply: per_step}", "kv={keep: {fraction: 0.3, recent: 32 tokens}, compact: true}",
    "kv={groups: [{share: 0.25, keep: {recent: 64}}, {share: 0.75}]}", "kv={read: {select: 64, sinks: 4}, scan_bytes: 132 B}",
    "pools=[{name: a}, {name: b, replicas: 2}]", "pools=[{name: p, role: prefill}, {name: d, role: decode, replicas: 2}]",
    "pools=[{name: p, role: prefill}, {name: d, role: decode}, {name: b}]",
    "pools=[{name: p, role: prefill}, {name: d, role: decode}]; roles={policy: mixed_pool}",
    "failures=[{at: 200 ms, for: 300 ms, replica: 0}]", "failures=[{mtbf: 2 s, mttr: 200 ms}]",
    "failures=[{at: 100 ms, for: 1 s, slow: 3, replica: 0}]",
    "pools=[{name: p, role: prefill}, {name: d, role: decode}]; failures=[{link: port, at: 100 ms, for: 1 s, bandwidth: 10 %, replica: 0}]",
    "scaling={policy: target_requests, requests_per_replica: 2, initial: 1, interval: 200 ms, start_up: 100 ms, stabilisation: 300 ms}",
    "replicas=3", "workload.concurrency=4", "workload.classes=[{name: a, share: 2, priority: 1, ttft: 300 ms}, {name: b, share: 1}]",
    "encoder={model: clip-vit-l-336, cache: 20 MB}; workload.images={share: 0.5, count: 2, tokens: 100, menu: [30, 70], population: 6, alpha: 1}",
    "encoder={model: whisper-large-v3}; workload.images={share: 1, tokens: 40}",
    "adapters={device_slots: 2}; workload.adapters={count: 5, alpha: 1}", "run.horizon=2 s", "run.warm_up=500 ms",
    "workload={shared_prefixes: [{tokens: 64, degree: 2}, {tokens: 32, degree: 3}], prompt: 40, output: 12, arrivals: {process: poisson, rate: 10 req/s}, requests: 24}",
    "workload.transform=[{tokens: {prompt: 0.6, output: 2}}]", "workload.transform=[{prompt_only: true}]",
    "workload.transform=[{group: {questions: 3, instruction: 8 tokens, votes: 2}}]",
    "workload.transform=[{group: {questions: 2, votes: 3, early_stop: [0.5, 0.3, 0.2]}}]",
    "workload.transform=[{stream: {chunk: 20 tokens, every: 30 ms}}]",
    "workload.transform=[{tokens: {prompt: 1.5}}, {stream: {chunk: 50 tokens, every: 5 ms, reencode: true}}]",
    "workload.requests=null; workload={agents: {calls: {distribution: uniform, from: 1, to: 5}, shared: 64, tool_result: 30, tool_time: {distribution: uniform, from: 0 s, to: 1 s}}, prompt: 40, output: 12, arrivals: {process: poisson, rate: 4 req/s}, tasks: 8}",
    "workload.requests=null; workload={agents: {calls: 3, tool_result: 30, tool_time: 100 ms}, prompt: 40, output: 12, arrivals: at_once, tasks: 8, concurrency: 2}",
    "workload.prompt={distribution: lognormal, mean: 300, coefficient_of_variation: 2}",
    "workload.output={distribution: uniform, from: 1, to: 90}", "engine.kv_blocks=60", "engine.kv_blocks=200", "engine.max_sequences=4",
    "model=llama-3.1-70b", "model=mixtral-8x7b", "model=deepseek-v3", "model=gpt-oss-20b", "model=gemma-2-9b", "model=qwen2.5-0.5b",
    "accelerator=b200", "parallel={tensor: 4}", "parallel={tensor: 8}", "parallel={pipeline: 2}", "parallel={data: 8, expert: 8}",
    "offload={weights: 4 GB}", "step_times={prompt: [{tokens: 100, time: 10 ms}], decode: [{sequences: 8, time: 9 ms}]}",
  ]

  private static let keys = ScenarioReference.entries.filter {
    !excluded.contains($0.path) && !$0.path.hasPrefix("plan.") && !$0.value.hasPrefix("a list of mappings")
  }
  private static let sections = Array(Set(keys.map { String($0.path.prefix { $0 != "." }) })).sorted()

  /// What a scenario refuses of the whole sections, each by itself: a piece that none can take draws nothing.
  public static var refusedPieces: [String] {
    pieces.filter { piece in (try? FuzzTarget.small.changing(piece.components(separatedBy: "; "))) == nil }
  }

  /// Draws one; `most` is how many keys it may change.
  init(_ choices: inout Choices, most: Int = 16) {
    scenario = FuzzTarget.small
    var open = Self.sections.filter { _ in choices.below(3) == 0 }
    if open.isEmpty { open = Self.sections }
    let keys = Self.keys.filter { open.contains(String($0.path.prefix { $0 != "." })) }
    for _ in 0..<(1 + choices.below(most)) {
      if choices.isOver { break }
      let assignment = choices.below(2) == 0 ? choices.one(of: Self.pieces) : Self.assignment(choices.one(of: keys), &choices)
      let wanted = assignments + assignment.components(separatedBy: "; ")
      do {
        scenario = try FuzzTarget.small.changing(wanted)
        assignments = wanted
      } catch { refused += 1 }
    }
  }

  private static func assignment(_ key: ScenarioReference.Entry, _ choices: inout Choices) -> String {
    "\(key.path)=\(value(of: key, &choices))"
  }

  /// A value of the kind that the vocabulary tells, most of them small enough for a small run.
  private static func value(of key: ScenarioReference.Entry, _ choices: inout Choices) -> String {
    if !key.choices.isEmpty && choices.below(4) > 0 { return choices.one(of: key.choices) }
    let kind = key.value
    if kind.hasPrefix("a whole number") || kind.hasPrefix("a number") {
      let bounds = kind.split(whereSeparator: { " ,".contains($0) }).compactMap { Double($0) }
      let (low, high) = (bounds.first ?? 0, bounds.last ?? 1000)
      if kind.hasPrefix("a number") { return choices.one(of: ["\(low)", "\(high)", "\((low + 1) * 1.5)", "1", "0.5", "2"]) }
      let most = choices.below(6) == 0 ? high : min(high, 5000)
      return "\(choices.number(Int(low), Int(most)))"
    }
    let units: [(String, [String])] = [
      ("a time", ["0 s", "1 ps", "3 us", "700 us", "40 ms", "2 s", "3 h"]), ("a share", ["0", "1", "0.5", "12 %", "0.97", "0.001"]),
      ("an amount", ["0 B", "1 B", "132 B", "3 MB", "2 GB", "300 GB"]), ("a bandwidth", ["1 B/s", "3 GB/s", "900 GB/s", "40 TB/s"]),
      ("a power", ["0 W", "30 W", "700 W", "5 kW"]), ("a price", ["0 $/h", "2.5 $/h", "1000 $/h"]),
      ("a request rate", ["0.1 req/s", "20 req/s", "5000 req/s"]), ("a carbon", ["0 g/kWh", "380 g/kWh"]),
      ("a compute rate", ["1 GFLOPS", "2 TFLOPS"]), ("true", ["true", "false"]), ("the name of a link", ["pcie-4", "nvlink-4", "none"]),
      ("a distribution", ["5", "900", "{distribution: uniform, from: 1, to: 700}"]),
    ]
    if let (_, values) = units.first(where: { kind.hasPrefix($0.0) }) { return choices.one(of: values) }
    return choices.one(of: ["null", "1", "[1, 2]", "{}", key.defaultValue ?? "none", "[0.5, 0.25]"])
  }
}
