import Foundation
import Kernel
import Workload

/// Reads the result of a benchmark, of a tool that its keys tell.
struct BenchmarkReader {
  /// The tools, for errors.
  static let tools = "vllm bench serve, SGLang bench_serving, trtllm-bench, AIPerf, GuideLLM and inference-perf"

  /// The largest file that is read.
  private static let largestFile = 256 << 20

  private let path: String
  private let name: String
  private let data: Data

  /// The runs in the file at `path`, which is called `name` in reports, and what of it is left out; nil where it is no result of a tool known
  /// here.
  ///
  /// - Throws: ``InputError`` for a file that cannot be read, is cut off, or of which nothing can be used.
  static func runs(path: String, name: String) throws -> (runs: [BenchmarkRun], leftOut: LeftOut)? {
    try BenchmarkReader(path: path, name: name, data: try bytes(path)).runs()
  }

  private init(path: String, name: String, data: Data) {
    self.path = path
    self.name = name
    self.data = data
  }

  private static func bytes(_ path: String) throws -> Data { try PackedFile.bytes(of: path, limit: largestFile) }

  private func runs() throws -> (runs: [BenchmarkRun], leftOut: LeftOut)? {
    let first = data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if first == UInt8(ascii: "[") { return try list() }
    if first != UInt8(ascii: "{") { return nil }
    if let lines = try lines() { return try lines.isEmpty ? nil : runs(ofLines: lines) }
    return try document(JSONRecord(data, file: path, nonFiniteIsNull: true))
  }

  /// The objects of a file that has one a line; nil where its first line is none, or the only one.
  private func lines() throws -> [JSONRecord]? {
    let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
    func isBlank(_ line: Data) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 } }
    let full = lines.indices.filter { !isBlank(lines[$0]) }
    guard full.count > 1, (try? JSONRecord(lines[full[0]], file: path, nonFiniteIsNull: true)) != nil else { return nil }
    return try full.map { try JSONRecord(lines[$0], file: path, line: $0 + 1, nonFiniteIsNull: true) }
  }

  private func runs(ofLines lines: [JSONRecord]) throws -> (runs: [BenchmarkRun], leftOut: LeftOut)? {
    if AIPerfReader.knowsRequest(lines[0]) { return ([try requestsOfAIPerf(lines)], LeftOut()) }
    // `--append-result`, and SGLang's tool always, writes a result a line.
    let isSGLang = SGLangBenchReader.knows(lines[0])
    guard isSGLang || VLLMBenchReader.knows(lines[0]) else { return nil }
    let (runs, leftOut) = try LeftOut.sorting(Array(lines.indices), name: { "\(name) #\($0 + 1)" }) { index in
      let own = "\(name) #\(index + 1)"
      return isSGLang ? try SGLangBenchReader.run(lines[index], name: own) : try VLLMBenchReader.run(lines[index], name: own)
    }
    return (runs, leftOut)
  }

  private func list() throws -> (runs: [BenchmarkRun], leftOut: LeftOut)? {
    guard let records = try JSONRecord.list(data, file: path), let first = records.first else { return nil }
    if AIPerfReader.knowsRequest(first) { return ([try requestsOfAIPerf(records)], LeftOut()) }
    if InferencePerfReader.knowsRequest(first) { return ([try InferencePerfReader.run(records, name: name, file: path)], LeftOut()) }
    return nil
  }

  private func document(_ record: JSONRecord) throws -> (runs: [BenchmarkRun], leftOut: LeftOut)? {
    if VLLMBenchReader.knows(record) { return ([try VLLMBenchReader.run(record, name: name)], LeftOut()) }
    if SGLangBenchReader.knows(record) { return ([try SGLangBenchReader.run(record, name: name)], LeftOut()) }
    if TensorRTBenchReader.knows(record) { return ([try TensorRTBenchReader.run(record, name: name)], LeftOut()) }
    if GuideLLMReader.knows(record) { return try GuideLLMReader.runs(record, name: name) }
    if InferencePerfReader.knowsSummary(record) { return ([try InferencePerfReader.run(summary: record, name: name)], LeftOut()) }
    if AIPerfReader.knowsSummary(record) { return ([try AIPerfReader.run(summary: record, name: name)], LeftOut()) }
    if AIPerfReader.knowsRequest(record) { return ([try requestsOfAIPerf([record])], LeftOut()) }
    return nil
  }

  /// The requests of AIPerf, with the settings that stand in the summary beside them.
  private func requestsOfAIPerf(_ records: [JSONRecord]) throws -> BenchmarkRun {
    let summary = String(path.reversed().drop { $0 != "/" }.reversed()) + AIPerfReader.summaryName
    let beside =
      FileManager.default.fileExists(atPath: summary) ? try JSONRecord(Self.bytes(summary), file: summary, nonFiniteIsNull: true) : nil
    return try AIPerfReader.run(records, summary: beside, name: name, file: path)
  }
}
