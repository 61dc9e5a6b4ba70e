import Foundation
import Kernel
import Serving
import Workload

// Prints how fast and how large Windtunnel is, each figure beside a yardstick of the same run. Run it on a quiet machine:
//   make benchmark
// With `line NAME REQUESTS` it runs one line once, so that its instructions can be counted, and with `yardstick` it lays on the
// yardstick alone (Benchmarks/instructions).
// With the word `schedulers` it measures the policies only, with `clusters` eight replicas that do not all do the same, and with
// `loop` one short run of the main loop, to be profiled, as with `transfers` (and `tree` or `spine`, and how many requests) one of
// transfers through a network.

func line(_ name: String, _ value: Double, _ unit: String, share: Double? = nil, iterations: Double? = nil) {
  func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
  let text = value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
  var columns = name.padding(toLength: 33, withPad: " ", startingAt: 0) + right(text, 10) + "  "
  columns += unit.padding(toLength: 18, withPad: " ", startingAt: 0)
  columns += right(share.map { String(format: "%.2f", $0 * 100) } ?? "", 6)
  columns += right(iterations.map { String(format: "%.1f", $0) } ?? "", 9)
  while columns.last == " " { columns.removeLast() }
  print(columns)
}

func show(_ name: String, _ figure: MainLoopBenchmark.Figure) {
  line(name, figure.requestsPerSecond, "requests/CPU-s", share: figure.requestsPerUnit, iterations: figure.iterationsPerRequest)
}

/// Every policy on eight replicas at 70 % of what it can serve; that rate for one replica.
func measureSchedulers(_ loop: MainLoopBenchmark) throws -> [String: Double] {
  var rates: [String: Double] = [:]
  for scheduler in SchedulerCatalog.names {
    let capacity = try loop.capacity(scheduler: scheduler)
    rates[scheduler] = 0.7 * capacity
    line("capacity, \(scheduler)", capacity, "requests/simul. s")
  }
  for scheduler in SchedulerCatalog.names {
    let figure = try loop.measure(
      scheduler: scheduler, replicas: 8, requests: 300_000, requestsPerSecond: rates[scheduler]! * 8, repetitions: 3)
    show("\(scheduler), 8 replicas", figure)
  }
  return rates
}

/// Eight replicas of which some hand over, change their roles or crash.
func measureClusters(_ loop: MainLoopBenchmark, ratePerReplica: Double) throws {
  let clusters: [(String, MainLoopBenchmark.Shape)] = [
    ("4 hand KV over to 4", .handingOver), ("4 and 4 that change roles", .mixing), ("8 that crash by chance", .failing),
  ]
  for (name, shape) in clusters {
    // Of eight replicas with roles those that decode are fewer, and they are what limits this load.
    let load = if case .failing = shape { 5.0 } else { 3.0 }
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: 8, requests: 300_000, requestsPerSecond: ratePerReplica * load, shape: shape, repetitions: 3)
    show(name, figure)
  }
}

/// 128 replicas that hand over to 128 through a tree of links: one that blocks nobody, and one with a narrow spine, where
/// transfers pile up until memory is full of what waits for them.
func measureTransfers(_ loop: MainLoopBenchmark, ratePerReplica: Double, requests: Int, repetitions: Int = 3) throws {
  for (name, oversubscription) in [("128 to 128 on a tree", 1), ("128 to 128, spine 32:1", 32)] {
    if CommandLine.arguments.contains("spine") && oversubscription == 1 || CommandLine.arguments.contains("tree") && oversubscription > 1 {
      continue
    }
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: 256, requests: requests, requestsPerSecond: ratePerReplica * 96,
      shape: .handingOverTree(oversubscription: oversubscription), repetitions: repetitions)
    show(name, figure)
  }
}

/// What a request costs as replicas and requests grow.
func measureGrowth(_ loop: MainLoopBenchmark, ratePerReplica: Double) throws {
  for replicas in [1, 4, 16, 256] {
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: replicas, requests: 300_000, requestsPerSecond: ratePerReplica * Double(replicas),
      repetitions: 1)
    show("300,000 requests, \(replicas) replicas", figure)
  }
  for requests in [10_000, 100_000, 1_000_000, 10_000_000] {
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: 1, requests: requests, requestsPerSecond: ratePerReplica,
      repetitions: requests > 1_000_000 ? 1 : 3)
    line("\(requests) requests, one replica", figure.nanosecondsPerRequest, "CPU-ns/request", share: figure.requestsPerUnit)
  }
}

/// One line of the benchmark, run once with so many requests, its metrics on: what is counted grows with the requests alone. Lines
/// such as `read_azure` read so many rows of a trace.
func runLine(_ name: String, requests: Int, profile: String) throws {
  if name.hasPrefix("read_"), let format = TraceFormat(rawValue: String(name.dropFirst(5))),
    let rate = try ReadingBenchmark.rowsPerSecond(format: format, rows: requests)
  {
    return line(name, rate, "rows/CPU-s")
  }
  let shapes: [String: (MainLoopBenchmark.Shape, load: Double)] = [
    "handing_over": (.handingOver, 3), "mixing": (.mixing, 3), "failing": (.failing, 5), "speculating": (.speculating, 8),
  ]
  let names = SchedulerCatalog.names + shapes.keys.sorted() + ["loop_1", "loop_64", "fitted_1", "fitted_64"]
  guard names.contains(name) else {
    throw InputError("the benchmark has no line '\(name)'", remedy: names.joined(separator: ", ") + ", or read_ and a trace format")
  }
  let loop = try MainLoopBenchmark(profile: profile, engine: name.hasPrefix("fitted") ? .fitted : .plain)
  let scheduler = SchedulerCatalog.names.contains(name) ? name : "sarathi"
  let rate = 0.7 * (try loop.capacity(scheduler: scheduler))
  let (shape, load) = shapes[name] ?? (.plain, 8)
  let replicas = name.hasSuffix("_1") ? 1 : name.hasSuffix("_64") ? 64 : 8
  let figure = try loop.measure(
    scheduler: scheduler, replicas: replicas, requests: requests, requestsPerSecond: rate * (replicas == 8 ? load : Double(replicas)),
    shape: shape, repetitions: 1)
  show(name, figure)
}

/// The fastest of many yardsticks: what the processor does while nothing disturbs it.
func measureYardstick() {
  line("yardstick, fastest of 30", (0..<30).map { _ in Yardstick.unitsPerSecond() }.max()!, "units/CPU-s")
}

func benchmark() throws {
  let profile = "traces/profiles/azure-2023-conv.json"
  if CommandLine.arguments.contains("yardstick") { return measureYardstick() }
  if let word = CommandLine.arguments.firstIndex(of: "line"), CommandLine.arguments.count > word + 2,
    let requests = Int(CommandLine.arguments[word + 2])
  {
    return try runLine(CommandLine.arguments[word + 1], requests: requests, profile: profile)
  }
  print(String(repeating: " ", count: 62) + "per 100   iter-")
  print(String(repeating: " ", count: 62) + "units   ations")
  // A processor that was idle takes a moment to come up to speed; a short run to be profiled does without.
  let isProfiled = ["loop", "transfers"].contains { CommandLine.arguments.contains($0) }
  for _ in 0..<(isProfiled ? 0 : 20) { _ = Yardstick.unitsPerSecond() }
  line("yardstick, warm", Yardstick.unitsPerSecond(), "units/CPU-s")
  let loop = try MainLoopBenchmark(profile: profile, engine: .plain)
  if CommandLine.arguments.contains("loop") {
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: 1, requests: 100_000, requestsPerSecond: 0.7 * loop.capacity(scheduler: "sarathi"), repetitions: 1)
    return show("main loop, sarathi, 1 replica", figure)
  }
  if CommandLine.arguments.contains("clusters") {
    return try measureClusters(loop, ratePerReplica: 0.7 * loop.capacity(scheduler: "sarathi"))
  }
  if CommandLine.arguments.contains("transfers") {
    let requests = CommandLine.arguments.compactMap { Int($0) }.first ?? 20_000
    return try measureTransfers(loop, ratePerReplica: 0.7 * loop.capacity(scheduler: "sarathi"), requests: requests, repetitions: 1)
  }
  let rates = try measureSchedulers(loop)
  if CommandLine.arguments.contains("schedulers") { return }
  try measureClusters(loop, ratePerReplica: rates["sarathi"]!)
  try measureTransfers(loop, ratePerReplica: rates["sarathi"]!, requests: 100_000)
  for (scheduler, replicas) in [("sarathi", 1), ("fcfs", 1), ("sarathi", 64), ("fcfs", 64)] {
    let figure = try loop.measure(
      scheduler: scheduler, replicas: replicas, requests: 1_000_000, requestsPerSecond: rates[scheduler]! * Double(replicas))
    show("main loop, \(scheduler), \(replicas) replica\(replicas == 1 ? "" : "s")", figure)
  }
  let fitted = try MainLoopBenchmark(profile: profile, engine: .fitted)
  let fittedRate = 0.7 * (try fitted.capacity(scheduler: "sarathi"))
  for replicas in [1, 64] {
    let figure = try fitted.measure(
      scheduler: "sarathi", replicas: replicas, requests: 1_000_000, requestsPerSecond: fittedRate * Double(replicas))
    show("fitted profile, vLLM's rules, \(replicas)", figure)
  }
  try measureGrowth(loop, ratePerReplica: rates["sarathi"]!)
  let batchRate = 0.7 * (try loop.capacity(scheduler: "batchllm"))
  show(
    "main loop, batchllm, 8 replicas",
    try loop.measure(scheduler: "batchllm", replicas: 8, requests: 1_000_000, requestsPerSecond: 8 * batchRate, repetitions: 3))
  line("grouping of 1,000,000 prompts", try GroupingBenchmark.measure(prompts: 1_000_000).seconds, "CPU-s")
  line("resident memory after all that", ProcessorTime.peakResidentMebibytes(), "MiB at most")
  try measurePrefixes()
  try measureReader()
}

func measurePrefixes() throws {
  let loop = try PrefixBenchmark(profile: "traces/profiles/mooncake-conversation.json", requests: 12_031)
  for router in ["least_tokens", "prefix_hash", "prefix_affinity"] {
    let figure = try loop.measure(router: router)
    line("12,031 like Mooncake's, \(router)", figure.seconds, "CPU-s")
    line("cached of their prompts", figure.share * 100, "%")
  }
  let byWorth = try loop.measure(router: "prefix_affinity", eviction: .popularityCost(agingThousandths: 1000))
  line("the same, popularity_cost", byWorth.seconds, "CPU-s")
  line("cached of their prompts", byWorth.share * 100, "%")
}

func measureReader() throws {
  let path = NSTemporaryDirectory() + "windtunnel-benchmark-\(ProcessInfo.processInfo.processIdentifier).csv"
  defer { unsafe unlink(path) }
  var text = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
  text.reserveCapacity(60_000_000)
  for row in 0..<1_500_000 { text += ReadingBenchmark.azureRow(row) }
  try text.write(toFile: path, atomically: false, encoding: .utf8)
  let bytes = text.utf8.count
  let start = ProcessorTime.seconds()
  let reader = try TraceReader(path: path, format: .azure)
  var rows = 0
  while try reader.next() != nil { rows += 1 }
  let seconds = ProcessorTime.seconds() - start
  line("Azure CSV, \(bytes / 1_000_000) MB, \(rows) rows", Double(bytes) / seconds / 1e6, "MB/CPU-s")
}

do {
  try benchmark()
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(2)
}
