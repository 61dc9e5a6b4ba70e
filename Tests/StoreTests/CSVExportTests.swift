import Foundation
import Kernel
import Store
import Testing

@Suite("The export to CSV")
struct CSVExportTests {
  private func text(_ directory: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
  }

  private func lines(_ directory: String, _ name: String) throws -> [Substring] {
    try text(directory, name).split(separator: "\n")
  }

  @Test("writes eighteen files, each column of which stands in columns.csv")
  func columns() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      try CSVExport.write(store, runs: [run], to: target)
      let names = try FileManager.default.contentsOfDirectory(atPath: target).sorted()
      #expect(
        names == [
          "classes.csv", "columns.csv", "gaps.csv", "handovers.csv", "iterations.csv", "metrics.csv", "operators.csv", "power.csv",
          "replicas.csv", "requests.csv",
          "residuals.csv", "retries.csv", "runs.csv", "series.csv", "stages.csv", "transfers.csv", "values.csv", "wide.csv",
        ])
      let documented = try lines(target, "columns.csv").dropFirst().map {
        $0.split(separator: ",", maxSplits: 3)[...1].joined(separator: ".")
      }
      let present = try [
        "runs", "wide", "values", "metrics", "classes", "requests", "series", "replicas", "handovers", "transfers", "retries", "power",
        "stages", "gaps", "iterations", "operators",
        "residuals",
      ]
      .flatMap { name in
        try lines(target, "\(name).csv")[0].split(separator: ",").map { "\(name).csv.\($0)" }
      }
      #expect(documented == present)
    }
  }

  @Test("gives back the numbers that were stored")
  func roundTrip() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let (run, summary) = try Example.storeRun(in: store)
      let target = directory + "/csv"
      try CSVExport.write(store, runs: [run], to: target)
      let requests = try lines(target, "requests.csv").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(requests.count == 199)
      for fields in requests {
        let record = Example.record(Int(fields[1])!)
        #expect(Double(fields[9]) == (record.firstToken - record.arrival).milliseconds)
        #expect(fields[10].isEmpty == (record.outputTokens == 1))
      }
      let metrics = try lines(target, "metrics.csv").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      for fields in metrics {
        let metric = try #require(summary.metrics.first { $0.metric.rawValue == fields[1] })
        #expect(Double(fields[5]) == metric.mean && Double(fields[10]) == metric.spread?.p99)
      }
      #expect(metrics.count == summary.metrics.count)
    }
  }

  @Test("writes the same bytes each time, and only the runs asked for")
  func sameBytes() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      for name in ["plain", "with, comma", "with \"quotes\"\nand a line"] { _ = try Example.storeRun(in: store, Example.provenance(name)) }
      try CSVExport.write(store, runs: [3, 1, 3], to: directory + "/a")
      try CSVExport.write(store, runs: [1, 3], to: directory + "/b")
      for name in ["runs", "metrics", "classes", "requests", "series", "replicas", "columns"] {
        #expect(try text(directory + "/a", name + ".csv") == text(directory + "/b", name + ".csv"))
      }
      let runs = try text(directory + "/a", "runs.csv")
      #expect(runs.contains("\n1,plain,finished,") && runs.contains("\n3,\"with \"\"quotes\"\"\nand a line\",finished,"))
      #expect(!runs.contains("comma"))
    }
  }

  @Test("does not overwrite unless told to, and leaves nothing half-written")
  func refusals() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Example.storeRun(in: store).id
      let target = directory + "/csv"
      #expect(throws: InputError.self) { try CSVExport.write(store, runs: [run, 5], to: target) }
      #expect(!FileManager.default.fileExists(atPath: target))
      try CSVExport.write(store, runs: [run], to: target)
      #expect(throws: InputError.self) { try CSVExport.write(store, runs: [run], to: target) }
      try CSVExport.write(store, runs: [run], to: target, overwrites: true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: target).count == 18)
      #expect(throws: InputError.self) { try CSVExport.write(store, runs: [run], to: directory + "/results.sqlite") }
      #expect(throws: InputError.self) { try CSVExport.write(store, runs: [run], to: "/proc/csv") }
    }
  }
}
