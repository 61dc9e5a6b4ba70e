import Foundation
import Kernel
import Metrics
import Store
import Testing

@Suite("The export to CSV")
struct CSVExportTests {
  private func text(_ directory: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
  }

  /// The rows of a file without quotes, each by the names of its columns.
  private func rows(_ directory: String, _ name: String) throws -> [[String: String]] {
    let lines = try text(directory, name).split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let head = try #require(lines.first).map(String.init)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(head, $0.map(String.init))) }
  }

  private static let tables = CSVExport.names.filter { $0 != "columns.csv" }

  @Test("writes a file for each kind of row, each column of which stands in columns.csv, and the scenarios")
  func columns() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      let written = try CSVExport.write(store, ExportSelection(runs: [run]), to: target).files
      let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
      #expect(names == (CSVExport.names + ["scenarios"]).sorted())
      #expect(Set(written.map(\.name)) == Set(CSVExport.names + ["scenarios/\(Example.hash("chat")).yaml"]))
      let documented = try text(target, "columns.csv").split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", maxSplits: 3)[...1].joined(separator: ".")
      }
      let present = try Self.tables.flatMap { name in
        try text(target, name).split(separator: "\n")[0].split(separator: ",").map { "\(name).\($0)" }
      }
      #expect(documented == present)
      #expect(try text(target, "scenarios/\(Example.hash("chat")).yaml") == "model: llama\nscheduler: chat\n")
      for file in written where file.name != "columns.csv" && file.rows != nil {
        #expect(try text(target, file.name).split(separator: "\n").count == file.rows! + 1, "\(file.name)")
      }
    }
  }

  @Test("gives back the numbers that were stored, times to the nanosecond and other figures to nine digits")
  func roundTrip() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let (run, summary) = try Example.storeRun(in: store)
      let target = directory + "/csv"
      try CSVExport.write(store, ExportSelection(runs: [run]), to: target)
      let requests = try rows(target, "requests.csv")
      #expect(requests.count == 199)
      for row in requests {
        let record = Example.record(Int(row["request"]!)!)
        #expect(row["ttftMilliseconds"] == "\(Int((record.firstToken - record.arrival).milliseconds))")
        #expect(row["tpotMilliseconds"]!.isEmpty == (record.outputTokens == 1))
        let normalized = (record.finish - record.arrival).milliseconds / Double(record.outputTokens)
        #expect(abs(Double(row["normalizedLatencyMilliseconds"]!)! - normalized) <= 0.51e-6)
      }
      let metrics = try rows(target, "metrics.csv")
      for row in metrics {
        let metric = try #require(summary.metrics.first { $0.metric.rawValue == row["metric"] })
        #expect(abs(Double(row["mean"]!)! - metric.mean) <= metric.mean.magnitude * 1e-8)
        #expect(Double(row["count"]!) == Double(metric.count))
      }
      #expect(metrics.count == summary.metrics.count)
      let digits = try ["requests.csv", "metrics.csv", "runs.csv", "gaps.csv", "iterations.csv"].flatMap { name in
        try text(target, name).split { ",\n".contains($0) }.filter { $0.contains(".") && Double($0) != nil }
      }
      // A share has nine decimals, and a time those of a nanosecond, whole seconds before them.
      #expect(digits.allSatisfy { $0.filter(\.isNumber).count <= 12 }, "\(digits.max { $0.count < $1.count } ?? "")")
    }
  }

  @Test("writes the same bytes each time, and only the runs asked for")
  func sameBytes() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      for name in ["plain", "with, comma", "with \"quotes\"\nand a line"] { _ = try Example.storeRun(in: store, Example.provenance(name)) }
      try CSVExport.write(store, ExportSelection(runs: [3, 1, 3]), to: directory + "/a")
      try CSVExport.write(store, ExportSelection(runs: [1, 3]), to: directory + "/b")
      for name in CSVExport.names { #expect(try text(directory + "/a", name) == text(directory + "/b", name)) }
      let runs = try text(directory + "/a", "runs.csv")
      #expect(runs.contains("\n1,plain,finished,") && runs.contains("\n3,\"with \"\"quotes\"\"\\u{a}and a line\",finished,"))
      #expect(!runs.contains("comma"))
      let hashes = try FileManager.default.contentsOfDirectory(atPath: directory + "/a/scenarios").sorted()
      #expect(hashes == ["plain", "with \"quotes\"\nand a line"].map { Example.hash($0) + ".yaml" }.sorted())
    }
  }

  @Test("every row is one line, whatever breaks of lines are in its texts", arguments: ["\n", "\r\n", "\u{2028}", "a\n\n"])
  func linesAndRows(breaks: String) throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let experiment = "0123456789abcdef"
      let description = RunDescription(
        experiment: experiment, model: "m", accelerator: "a", layout: "TP1\(breaks)x1", scheduler: "s", offeredPerSecond: nil,
        values: [("key\(breaks)of lines", "value\(breaks)of lines")])
      _ = try Example.storeRun(in: store, Example.provenance("a\(breaks)name"), description: description)
      let sweep = StoredSweep(
        name: "a\(breaks)grid", digest: "00000000000000aa", revision: "52ad553", version: "0.1", created: "2026-11-29T12:00:00Z",
        cells: [
          .init(values: [("replicas\(breaks)", "\(breaks)9")], experiment: experiment, seeds: [7], fault: nil),
          .init(values: [("replicas\(breaks)", "\(breaks)8")], experiment: nil, seeds: [], fault: "it\(breaks)does not fit"),
        ])
      _ = try store.enter(sweep)
      let written = try CSVExport.write(store, store.wholeSelection(), to: directory + "/csv").files
      #expect(written.first { $0.name == "runs.csv" }?.rows == 1 && written.first { $0.name == "cells.csv" }?.rows == 2)
      for file in written {
        guard let rows = file.rows else { continue }
        let lines = try text(directory + "/csv", file.name).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        #expect(lines.count == rows + 2 && lines.last == "", "\(file.name)")
      }
    }
  }

  @Test("a run has a row with what varies in columns of their own, whatever the keys are called")
  func varied() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      for (value, pools) in [("1", 1), ("=2", 0)] {
        let description = RunDescription(
          experiment: "0123456789abcdef", model: "llama-3.1-8b", accelerator: "h100-sxm", layout: "TP2 x2", scheduler: "sarathi",
          offeredPerSecond: 12.5, values: [("replicas", value), ("it's \"odd\"", "x")],
          pools: Array(repeating: RunDescription.Pool(model: "llama-3.1-8b", accelerator: "h100-sxm", tensor: 2), count: pools))
        _ = try Example.storeRun(in: store, Example.provenance(value), description: description)
      }
      _ = try Example.storeRun(in: store, Example.provenance("plain"))
      try CSVExport.write(store, store.wholeSelection(), to: directory + "/csv")
      let runs = try rows(directory + "/csv", "runs.csv")
      #expect(runs.map { $0["vary.replicas"] } == ["1", "'=2", ""], "no spreadsheet takes it for a formula")
      #expect(try text(directory + "/csv", "runs.csv").contains(",vary.replicas,\"vary.it's \"\"odd\"\"\"\n"))
      #expect(runs[0]["model"] == "llama-3.1-8b" && runs[0]["attainedShare"] == "1" && runs[0]["arrived"] == "200")
      #expect(runs[0]["scenarioHash"] == Example.hash("1") && runs[0]["seed"] == "7" && runs[0]["rejectedShare"] == "0.005")
      let pools = try rows(directory + "/csv", "pools.csv")
      #expect(pools.map { $0["tensor"] } == ["2", "", ""] && pools.map { $0["scheduler"] } == pools.map { _ in pools[0]["scheduler"] })
      #expect(pools[0]["finished"] == "398" && pools[0]["joules"] == "40.6" && pools[0]["dollarsPerHour"] == "5")
      let demands = try rows(directory + "/csv", "demands.csv")
      #expect(demands.count == 6 && demands[0]["askedShare"] == "0.99" && demands[0]["attainedShare"] == "1" && demands[0]["isMet"] == "1")
      #expect(demands[1]["askedShare"] == "0.9" && demands[1]["met"] == demands[1]["requests"])
    }
  }

  @Test("sweeps and plans are exported with their rows, and without the runs of others")
  func sweepsAndPlans() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let experiment = "0123456789abcdef"
      let sweep = StoredSweep(
        name: "grid", digest: "00000000000000aa", revision: "52ad553", version: "0.1", created: "2026-11-29T12:00:00Z",
        cells: [
          .init(values: [("replicas", "1")], experiment: experiment, seeds: [7], fault: nil),
          .init(values: [("replicas", "9")], experiment: nil, seeds: [], fault: "it does not fit"),
        ])
      #expect(try store.enter(sweep) == 1)
      let description = RunDescription(
        experiment: experiment, model: "m", accelerator: "a", layout: "TP1 x1", scheduler: "s", offeredPerSecond: nil)
      _ = try Example.storeRun(in: store, Example.provenance("other", seed: 1))
      let run = try Example.storeRun(in: store, description: description).id
      let runs = try store.runs(ofSweeps: [1])
      #expect(runs == [run])
      try CSVExport.write(store, ExportSelection(runs: runs, sweeps: [1]), to: directory + "/csv")
      #expect(try rows(directory + "/csv", "runs.csv").map { $0["run"] } == ["\(run)"])
      let cells = try rows(directory + "/csv", "cells.csv")
      #expect(cells.map { $0["vary.replicas"] } == ["1", "9"] && cells.map { $0["fault"] } == ["", "it does not fit"])
      #expect(try rows(directory + "/csv", "sweepruns.csv").map { $0["run"] } == ["\(run)"])
      #expect(try rows(directory + "/csv", "sweeps.csv").map { $0["finishedRuns"] } == ["1"])
      #expect(try rows(directory + "/csv", "plans.csv").isEmpty)
      #expect(throws: InputError.self) { try CSVExport.write(store, ExportSelection(plans: [4]), to: directory + "/none") }
      #expect(throws: InputError.self) { try CSVExport.write(store, ExportSelection(sweeps: [2]), to: directory + "/none") }
      #expect(!FileManager.default.fileExists(atPath: directory + "/none"))
    }
  }

  @Test("columns.csv tells what other tools call a column, with the factor to their unit")
  func standardNames() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      try CSVExport.write(store, ExportSelection(runs: [run]), to: directory + "/csv")
      let lines = try text(directory + "/csv", "columns.csv").split(separator: "\n")
      #expect(
        lines[0]
          == "file,column,unit,meaning,prometheus,prometheusFactor,opentelemetry,opentelemetryFactor,aiperf,aiperfFactor,guidellm,guidellmFactor"
      )
      let ttft =
        "vllm:time_to_first_token_seconds,0.001,gen_ai.server.time_to_first_token,0.001,time_to_first_token,1,time_to_first_token_ms,1"
      #expect(lines.contains { $0.hasPrefix("requests.csv,ttftMilliseconds,ms,") && $0.hasSuffix("," + ttft) })
      #expect(lines.contains { $0.hasPrefix("runs.csv,ttftP99,ms,") && $0.hasSuffix("," + ttft) })
      #expect(lines.contains { $0.hasPrefix("series.csv,waiting,requests,") && $0.hasSuffix(",vllm:num_requests_waiting,1,,,,,,") })
      // Each column that has a name elsewhere is there.
      let named = lines.dropFirst().filter { !$0.hasSuffix(",,,,,,,,") }.map { $0.split(separator: ",")[1] }
      #expect(named.count == CSVExport.namedColumns.count, "\(CSVExport.namedColumns)")
    }
  }

  @Test("does not overwrite unless told to, and leaves nothing half-written")
  func refusals() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      let selection = ExportSelection(runs: [run])
      #expect(throws: InputError.self) { try CSVExport.write(store, ExportSelection(runs: [run, 5]), to: target) }
      #expect(!FileManager.default.fileExists(atPath: target))
      try CSVExport.write(store, selection, to: target)
      let error = #expect(throws: InputError.self) { try CSVExport.write(store, selection, to: target) }
      #expect(error?.remedy == "choose another directory, or --overwrite")
      try CSVExport.write(store, selection, to: target, overwrites: true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: target).count == CSVExport.names.count + 1)
      #expect(throws: InputError.self) { try CSVExport.write(store, selection, to: directory + "/results.sqlite") }
      #expect(throws: InputError.self) { try CSVExport.write(store, selection, to: "/proc/csv") }
    }
  }

  @Test("a hash that is none names no file, wherever it would lead")
  func hostileHash() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      try store.execute("UPDATE run SET scenarioHash = '../../outside'")
      let error = #expect(throws: InputError.self) { try CSVExport.write(store, ExportSelection(runs: [run]), to: directory + "/csv") }
      #expect(error?.description.contains("no hash") == true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).allSatisfy { $0.hasPrefix("results.sqlite") })
    }
  }
}
