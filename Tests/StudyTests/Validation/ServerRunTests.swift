import Foundation
import Kernel
import Metrics
import Store
import Study
import Testing

@Suite("Validation against a recorded server run")
struct ServerRunTests {
  private func options() -> ValidationOptions { ValidationOptions(program: StudyCase.program) }

  @Test("a run that the simulator itself made is found without error, prefixes and memory included")
  func itself() throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      let report = try Validation.report(against: record.folder, options: options())
      let figures = try #require(report.groups.first).figures
      #expect(figures.count == 15)
      for figure in figures { #expect(abs(figure.error) < 1e-6, "\(figure.name): \(figure.measured) and \(figure.simulated)") }
      let other = try Validation.report(against: record.folder, options: with { $0.assignments = ["engine.prefix_caching=false"] })
      #expect(try #require(other.absoluteErrors().max()) > 0.001, "without the prefixes it is another run")
    }
  }

  @Test("requests that a cold server kept waiting are left out on both sides")
  func coldRequests() throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      let cold = ["engine.cold_start=300 ms"]
      let whole = try Validation.report(against: record.folder, options: with { $0.assignments = cold })
      let rest = try Validation.report(against: record.folder, options: with { ($0.assignments, $0.firstCounted) = (cold, 40) })
      let figures = try #require(rest.groups.first).figures
      // Batches keep other company from then on, but nobody waits any more.
      #expect(figures.count == 15 && figures.allSatisfy { abs($0.error) < 0.1 }, "\(figures)")
      #expect(try #require(whole.absoluteErrors(of: "TTFT mean").first) > 0.15)
      #expect(throws: InputError.self) { try Validation.report(against: record.folder, options: with { $0.firstCounted = 60 }) }
    }
  }

  private func with(_ change: (inout ValidationOptions) -> Void) -> ValidationOptions {
    var options = options()
    change(&options)
    return options
  }

  @Test("the settings are those of the record")
  func settings() throws {
    try StudyCase.withFolder { folder in
      let run = try RecordedServerRun(folder: try RecordedRun(folder: folder).folder)
      #expect(run.settings.model == "llama-3.1-8b" && run.settings.accelerator == "a100-80gb" && run.settings.engine == "vllm-0.19")
      #expect(run.settings.maximumSequences == 16 && run.settings.maximumBatchedTokens == 1024 && run.settings.kvBlocks == 901)
      #expect(run.settings.prefixCaching == true && run.settings.weightFormat == .bf16)
      #expect(run.requests.count == 60 && run.requests[0].queued == .start && run.requests[0].blocks.count == 18)
      #expect(run.notes.allSatisfy { $0.contains("greedily") } && run.peer == nil && run.series.isEmpty)
    }
  }

  @Test("engines of a mixture share its experts, over the link that the record tells, each with its limits")
  func dataParallel() throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      let own = #""tensor_parallel_size": 1"#
      func run(_ model: String, _ more: String, link: String = "") throws -> RecordedServerRun {
        let meta = RecordedRun.meta.replacingOccurrences(of: own, with: own + more)
          .replacingOccurrences(of: "meta-llama/Llama-3.1-8B", with: model)
        try record.write(meta, to: "meta.json")
        try record.write("{\(link)}", to: "config.json")
        return try RecordedServerRun(folder: folder)
      }
      let (mixture, figures) = ("Qwen/Qwen3-30B-A3B", #""link_bw": 16, "link_latency": 20000"#)
      let both = try run(mixture, #", "data_parallel_size": 2, "enable_expert_parallel": true"#, link: figures).settings
      #expect(both.dataParallel == 2 && both.expertParallel == 2 && both.link?.gigabytesPerSecond == 16)
      let report = try Validation.report(against: folder, options: with { $0.assignments = ["engine.kv_blocks=auto"] })
      let server = try #require(report.facts.first { $0.heading == "Server" }).text
      #expect(server.contains("on 2 x a100-80gb") && server.contains("2 engines that share their experts in 2 parts"), "\(server)")
      #expect(server.contains("linked at 16.0 GB/s and 20.0 us"), "\(server)")
      let divided = try run(mixture, #", "data_parallel_size": 2"#)
      #expect(divided.settings.expertParallel == 1 && divided.notes.contains { $0.contains("tells no link") })
      let dense = try run("meta-llama/Llama-3.1-8B", #", "data_parallel_size": 2, "enable_expert_parallel": true"#, link: figures)
      #expect(
        dense.settings.expertParallel == 1 && dense.notes.allSatisfy { $0.contains("greedily") }, "replicas of a dense model share nothing")
      for broken in [#""link_bw": -1"#, #""link_bw": 16, "link_latency": -5"#, #""link_bw": "fast""#] {
        #expect(throws: InputError.self) { try run(mixture, "", link: broken) }
      }
    }
  }

  @Test("both sides are stored as runs of one load, which differ in their calibration and in nothing else")
  func stored() throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      try record.write(
        "t,prompt_throughput,gen_throughput,running,waiting,kv_cache_pct\n1.0,10,20,3,1,50\n2.0,10,20,2,0,25\n", to: "timeseries.csv")
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let report = try Validation.report(against: record.folder, options: with { $0.store = store })
      let pair = try #require(report.storedPairs.first)
      let runs = try [pair.measured, pair.simulated].map { try #require(try store.run($0)) }
      #expect(runs.allSatisfy { $0.status == .finished } && runs[0].provenance.traceDigest == runs[1].provenance.traceDigest)
      #expect(runs[0].provenance.calibration == "measured" && runs[1].provenance.calibration.hasPrefix("a100@"))
      let lines = runs.map { $0.provenance.scenario.split(separator: "\n") }
      #expect(zip(lines[0], lines[1]).filter { $0 != $1 }.map { $0.0 } == ["calibration: measured"])
      let summary = try #require(try store.summary(ofRun: pair.measured))
      #expect(summary.series.map(\.running) == [3, 2] && summary.series.map(\.kvBlocksUsed) == [450, 225])
      #expect(summary[.meanPower] == nil, "a record tells nothing of energy")
      #expect(try store.rows("SELECT count(*) FROM pairedMetric WHERE metric = 'ttft'") == ["2"])
      #expect(try store.profiles().map(\.name) == ["a100"])
      try store.close()
    }
  }

  @Test(
    "a broken record is told with file, line and what would be right",
    arguments: [
      ("requests.jsonl", "{\"input_toks\": 5}\n", "requests.jsonl:1: error: the key 'queued_ts' is missing"),
      (
        "requests.jsonl", "\n{\"queued_ts\": 1, \"input_toks\": 5",
        "requests.jsonl:2: error: this is no JSON object; is the file cut off here?"
      ),
      ("requests.jsonl", "", "requests.jsonl: error: the file holds no request"),
      (
        "requests.jsonl",
        "{\"input_toks\": 5, \"output_toks\": 0, \"queued_ts\": 1, \"scheduled_ts\": 1, \"first_token_ts\": 2, \"last_token_ts\": 3}",
        "'output_toks' is 0.0; a whole number from 1 to"
      ),
      (
        "requests.jsonl",
        "{\"input_toks\": 5, \"output_toks\": 2, \"queued_ts\": 1, \"scheduled_ts\": 0.5, \"first_token_ts\": 2, \"last_token_ts\": 3}",
        "the request's times are out of order"
      ),
      (
        "requests.jsonl",
        "{\"input_toks\": 5, \"output_toks\": 2, \"queued_ts\": 1, \"scheduled_ts\": 1e300, \"first_token_ts\": 2, \"last_token_ts\": 3}",
        "after the first request"
      ),
      ("requests.jsonl", "{\"input_toks\": true, \"queued_ts\": 1}", "'input_toks' is no number"),
      ("meta.json", "{}", "meta.json: error: the key 'model' is missing"),
      ("meta.json", "{\"model\": \"meta-llama/Lama-3.1-8B\", \"vllm_version\": \"0.19.0\"}", "did you mean 'meta-llama/Llama-3.1-8B'?"),
      ("meta.json", "{\"model\": \"meta-llama/Llama-3.1-8B\", \"vllm_version\": \"0.19.0\"}", "nothing names the hardware"),
      ("meta.json", "[1]", "meta.json:1: error: this is no JSON object"),
      ("trace-16-token-blocks.jsonl", "{\"input_length\": 300, \"hash_ids\": []}", "1 rows for 60 requests"),
      ("summary.txt", "TTFT Mean none none\n", "summary.txt:1: error: 'TTFT Mean none none' is no row of the prediction"),
      ("summary.txt", "nothing\n", "the file holds no prediction"),
      ("timeseries.csv", "t,running\n1,2\n", "timeseries.csv:1: error: the column 'prompt_throughput' is missing"),
    ])
  func broken(name: String, text: String, says: String) throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      try record.write(text, to: name)
      let error = #expect(throws: InputError.self) { try Validation.report(against: record.folder, options: options()) }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a missing file is named", arguments: ["requests.jsonl", "meta.json"])
  func missing(name: String) throws {
    try StudyCase.withFolder { folder in
      let record = try RecordedRun(folder: folder)
      try FileManager.default.removeItem(atPath: folder + "/" + name)
      let error = #expect(throws: InputError.self) { try Validation.report(against: record.folder, options: options()) }
      #expect(error?.message == "the folder has no file '\(name)'")
    }
  }

  private static let shared = #filePath.components(separatedBy: "/Tests/")[0] + "/../shared/data/runs"
  private static let names = ["vllm-rtx4090-llama-3.1-8b", "vllm-rtxpro6000-llama-3.1-8b"]

  @Test(
    "the figures measured of a published run are those that its publisher found",
    .enabled(if: FileManager.default.fileExists(atPath: shared), "needs the folder shared/data beside the repository"), arguments: names)
  func published(name: String) throws {
    let report = try Validation.report(against: Self.shared + "/" + name, options: options())
    let peer = try #require(try RecordedServerRun(folder: Self.shared + "/" + name).peer)
    for (figure, told) in zip(try #require(report.groups.first).figures, peer.figures) {
      #expect(abs(figure.measured - told.measured) < 0.051, "\(figure.name)")
      #expect(figure.peerError != nil)
    }
  }
}
