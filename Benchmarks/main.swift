import Foundation
import Kernel
import Workload

// Prints how fast and how large Windtunnel is, each figure beside a yardstick of the same run. Run it on a quiet machine:
//   make benchmark

func line(_ name: String, _ value: String, _ note: String) {
  print(name.padding(toLength: 38, withPad: " ", startingAt: 0) + value + "  " + note)
}

func number(_ value: Double) -> String {
  let digits = value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
  return String(repeating: " ", count: max(0, 12 - digits.count)) + digits
}

func benchmark() throws {
  let profile = "traces/profiles/azure-2023-conv.json"
  line("yardstick, units per CPU-second", number(Yardstick.unitsPerSecond()), "a draw and a table visit; taken anew for each")
  let loop = try MainLoopBenchmark(profile: profile)
  var rates: [String: Double] = [:]
  for scheduler in ["sarathi", "fcfs"] {
    let capacity = try loop.capacity(scheduler: scheduler)
    rates[scheduler] = 0.7 * capacity
    line("capacity, \(scheduler), one replica", number(capacity), "requests/s of simulated time; 70 % is offered")
  }
  func show(_ name: String, _ figure: MainLoopBenchmark.Figure) {
    let ratio = String(format: "%.2f", figure.requestsPerUnit * 100)
    let iterations = String(format: "%.1f", figure.iterationsPerRequest)
    line(name, number(figure.requestsPerSecond), "requests/CPU-s, \(ratio) % of yardstick, \(iterations) iterations each")
  }
  for (scheduler, replicas) in [("sarathi", 1), ("fcfs", 1), ("sarathi", 64), ("fcfs", 64)] {
    let figure = try loop.measure(
      scheduler: scheduler, replicas: replicas, requests: 1_000_000, requestsPerSecond: rates[scheduler]! * Double(replicas))
    show("main loop, \(scheduler), \(replicas) replica\(replicas == 1 ? "" : "s")", figure)
  }
  for replicas in [1, 4, 16, 256] {
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: replicas, requests: 300_000, requestsPerSecond: rates["sarathi"]! * Double(replicas),
      repetitions: 1)
    show("300,000 requests over \(replicas) replicas", figure)
  }
  for requests in [10_000, 100_000, 1_000_000, 10_000_000] {
    let figure = try loop.measure(
      scheduler: "sarathi", replicas: 1, requests: requests, requestsPerSecond: rates["sarathi"]!,
      repetitions: requests > 1_000_000 ? 1 : 3)
    let ratio = String(format: "%.2f", figure.requestsPerUnit * 100)
    line("\(requests) requests, one replica", number(figure.nanosecondsPerRequest), "CPU-ns a request, \(ratio) % of yardstick")
  }
  line("peak resident memory by now", number(ProcessorTime.peakResidentMebibytes()), "MiB, after 10 million requests")
  try measureReader()
}

func measureReader() throws {
  let path = NSTemporaryDirectory() + "windtunnel-benchmark-\(ProcessInfo.processInfo.processIdentifier).csv"
  defer { unlink(path) }
  var text = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
  text.reserveCapacity(60_000_000)
  for row in 0..<1_500_000 {
    // Two milliseconds apart: fifty minutes in all.
    let (minute, second, millisecond) = (row / 30_000, row / 500 % 60, row % 500 * 2)
    text += String(format: "2023-11-16 18:%02d:%02d.%03d0000,", minute, second, millisecond)
    text += "\(100 + row % 4000),\(10 + row % 700)\n"
  }
  try text.write(toFile: path, atomically: false, encoding: .utf8)
  let bytes = text.utf8.count
  let start = ProcessorTime.seconds()
  let reader = try TraceReader(path: path, format: .azure)
  var rows = 0
  while try reader.next() != nil { rows += 1 }
  let seconds = ProcessorTime.seconds() - start
  line("Azure CSV, \(bytes / 1_000_000) MB, \(rows) rows", number(Double(bytes) / seconds / 1e6), "MB/CPU-s")
}

do {
  try benchmark()
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(2)
}
