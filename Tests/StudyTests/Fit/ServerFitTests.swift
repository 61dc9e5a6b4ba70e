import Foundation
import Hardware
import Kernel
import Study
import Testing

@Suite("Fits of an installation on its own benchmarks")
struct ServerFitTests {
  /// Two accelerators under an engine that plans while they wait, so that host time is in every iteration.
  private static let server = """
    model: llama-3.1-8b
    accelerator: h100-sxm
    parallel: {tensor: 2}
    engine: {preset: vllm-0.12, prefix_caching: false}
    workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
    """

  private static func lengths(_ index: Int) -> (prompt: Int, output: Int) { (100 + index * 997 % 3000, 20 + index * 13 % 150) }

  /// The profile of the accelerator with other factors, as a file of the folder.
  private func profile(_ folder: String, link: Double) throws -> String {
    let shipped = try #require(ProfileCatalog.entry(named: "h100"))
    let path = folder + "/true.json"
    try shipped.profile.scaled { $0 == .link ? link : 1 }.json.write(to: URL(fileURLWithPath: path))
    return path
  }

  private func fit(_ path: String, _ benchmark: MeasuredBenchmark, _ parameters: [FitParameter]?) throws -> FitReport {
    var fit = FitOptions()
    fit.parameters = parameters
    return try ServerFit.report(against: [path], options: benchmark.options, fit: fit, date: "2026-01-01")
  }

  @Test("the host's time and the link of a simulated server are recovered, each within its interval")
  func recovered() throws {
    try StudyCase.withFolder { folder in
      let (host, link) = (1.7e-3, 2.0)
      let truth = try profile(folder, link: link)
      let benchmark = try MeasuredBenchmark(
        folder: folder, requests: 96, served: Self.server, told: Self.server,
        assignments: ["calibration=\(truth)", "engine.host_time=\(host * 1e6) us"], lengths: Self.lengths)
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      let report = try fit(path, benchmark, [.link, .hostTime])
      #expect(report.figures.map(\.parameter) == [.hostTime, .link])
      for (figure, value) in zip(report.figures, [host, link]) {
        #expect(figure.low <= value && value <= figure.high, "\(figure.parameter.name): \(figure.low) to \(figure.high), not \(value)")
        #expect(abs(figure.value / value - 1) < 0.1, "\(figure.parameter.name): \(figure.value)")
        #expect(figure.high - figure.low < value, "an interval that says something")
      }
      #expect(report.after < 0.2 * report.before)
      // The halves of the one run, each simulated by the fit on the other.
      #expect(report.folds.map(\.name) == ["result.json, first half", "result.json, second half"])
      for fold in report.folds {
        #expect(fold.figures.map(\.name) == ["TTFT mean", "ITL mean", "E2E mean"])
        #expect(fold.figures.allSatisfy { $0.before.magnitude > 0.05 && $0.after.magnitude < 0.03 }, "\(fold)")
      }
    }
  }

  @Test("what was fitted stands in a profile with its interval and the benchmarks' digests, and makes the same times")
  func profileOfTheFit() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(
        folder: folder, requests: 64, served: Self.server, told: Self.server, assignments: ["calibration=\(try profile(folder, link: 3))"],
        lengths: Self.lengths)
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      let report = try fit(path, benchmark, [.link])
      let profile = try #require(report.profile)
      let read = try CalibrationProfile(json: profile.json, file: "own.json")
      let installation = try #require(read.installation)
      #expect(installation.figures.map(\.name) == ["link"] && installation.sources.map(\.file) == ["result.json"])
      #expect(installation.engine == "vllm-0.12" && installation.model == "llama-3.1-8b" && installation.base.hasPrefix("h100@"))
      #expect(read.date == "2026-01-01" && installation.sources[0].digest.count == 16)
      let base = try #require(ProfileCatalog.entry(named: "h100")).profile
      let bytes = 1 << 20
      let one = try #require(base.collectiveSeconds(.allReduce, bytes: bytes, members: 2))
      let other = try #require(read.collectiveSeconds(.allReduce, bytes: bytes, members: 2))
      #expect(abs(other / one / report.figures[0].value - 1) < 1e-6)
      let product = { (profile: CalibrationProfile) in profile.matrixProductSeconds(rows: 64, outputs: 4096, inputs: 4096, format: .bf16) }
      #expect(product(read) == product(base), "other operators stay as they are")
      let text = try String(contentsOfFile: path, encoding: .utf8).replacing("\"request_rate\": 14.3", with: "\"request_rate\": 14.4")
      let changed = try fit(try benchmark.write(text, to: "result.json"), benchmark, [.link])
      #expect(changed.profile?.installation?.sources[0].digest != installation.sources[0].digest)
    }
  }

  // MARK: Refusals

  @Test("two parameters that move the same figures are refused by name, with the run that would tell them apart")
  func refused() throws {
    try StudyCase.withFolder { folder in
      // One request at a time waits for the door as for the way there.
      let benchmark = try MeasuredBenchmark(
        folder: folder, requests: 40, concurrency: 1, served: Self.server, told: Self.server, lengths: Self.lengths)
      let text = benchmark.text(.vllm, hasTimes: false).replacing("\"max_concurrency\": 4", with: "\"max_concurrency\": 1")
      let path = try benchmark.write(text, to: "result.json")
      let error = #expect(throws: InputError.self) { try fit(path, benchmark, [.frontEndService, .frontEndDelay]) }
      let message = error?.description ?? ""
      #expect(message.contains("front_end_service: it moves the same figures as front_end_delay"), "\(message)")
      #expect(message.contains("64 in flight would tell"), "\(message)")
      let report = try fit(path, benchmark, nil)
      #expect(report.figures.contains { $0.parameter == .frontEndDelay } && !report.figures.contains { $0.parameter == .frontEndService })
      #expect(report.refused.contains { $0.hasPrefix("front_end_service: it moves the same figures as ") })
    }
  }

  @Test("what the server does not have is refused by name")
  func foreign() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(folder: folder, served: Self.server, told: Self.server, lengths: Self.lengths)
      let path = try benchmark.write(benchmark.text(.vllm), to: "result.json")
      let error = #expect(throws: InputError.self) { try fit(path, benchmark, [.experts]) }
      #expect(error?.description.contains("'experts' is nothing that the server of these runs has") == true)
    }
  }

  @Test("benchmarks of several models are refused with the runs of each, and one of them is taken by a part of its name")
  func severalModels() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(folder: folder, served: Self.server, told: Self.server, lengths: Self.lengths)
      let one = try benchmark.write(benchmark.text(.vllm), to: "llama.json")
      let other = try benchmark.write(
        benchmark.text(.vllm).replacing("meta-llama/Llama-3.1-8B-Instruct", with: "Qwen/Qwen3-14B"), to: "qwen.json")
      var options = ValidationOptions(program: StudyCase.program)
      options.assignments = ["accelerator=h100-sxm", "parallel.tensor=2", "engine.preset=vllm-0.12"]
      let error = #expect(throws: InputError.self) { try ServerFit.report(against: [one, other], options: options, date: "2026-01-01") }
      #expect(
        error?.description.contains("the runs are of several servers: llama-3.1-8b in bf16 on h100-sxm (llama.json); qwen3-14b") == true)
      var fit = FitOptions()
      (fit.only, fit.parameters) = ("qwen", [.linear])
      let report = try ServerFit.report(against: [one, other], options: options, fit: fit, date: "2026-01-01")
      #expect(report.profile?.installation?.model == "qwen3-14b")
    }
  }

  // MARK: Little data

  @Test("of a summary the means are fitted, and the report says so")
  func means() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(folder: folder, served: Self.server, told: Self.server, lengths: Self.lengths)
      let path = try benchmark.write(
        """
        {"model_id": "meta-llama/Llama-3.1-8B", "num_prompts": 50, "request_rate": 4.0, "max_concurrency": null, "duration": 13.0,
         "completed": 50, "total_input_tokens": 20000, "total_output_tokens": 2000, "mean_ttft_ms": 40.0, "mean_tpot_ms": 8.0}
        """, to: "result.json")
      let report = try fit(path, benchmark, nil)
      #expect(report.observations == 2 && report.folds.isEmpty, "there is nothing to leave out")
      #expect(report.figures.count <= 2 && !report.figures.isEmpty)
      #expect(report.assumptions.contains { $0.contains("the fit goes by TTFT mean and TPOT mean alone") })
      #expect(!report.refused.isEmpty)
    }
  }

  @Test("a single request is fitted as far as two figures reach, or refused")
  func singleRequest() throws {
    try StudyCase.withFolder { folder in
      let benchmark = try MeasuredBenchmark(folder: folder, requests: 1, served: Self.server, told: Self.server, lengths: Self.lengths)
      let report = try fit(try benchmark.write(benchmark.text(.vllm), to: "result.json"), benchmark, nil)
      #expect(report.observations == 2 && report.figures.count <= 2 && report.folds.isEmpty)
      #expect(report.figures.allSatisfy { $0.low <= $0.value && $0.value <= $0.high })
    }
  }
}
