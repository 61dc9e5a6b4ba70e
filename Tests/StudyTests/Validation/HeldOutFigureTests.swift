import Foundation
import Kernel
import Scenario
import Study
import Testing

@Suite("A figure of the simulator tried at several values")
struct HeldOutFigureTests {
  private static let header =
    "id,backend,backend_version,model_path,system,precision,isl,osl,batch_size,tp_size,pp_size,silicon_ttft_ms,silicon_tpot_ms\n"
  private static let models = ["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-14B", "Qwen/Qwen3-32B"]

  private func report(_ rows: [String], _ assignments: [String] = [], vary: String? = nil) throws -> ValidationReport {
    try StudyCase.withFolder { folder in
      let path = folder + "/points.csv"
      try (Self.header + rows.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      var options = ValidationOptions(program: StudyCase.program)
      options.assignments = assignments
      guard let vary else { return try Validation.report(against: path, options: options) }
      return try Validation.report(against: [path], options: options, varying: try VariedFigure(vary))
    }
  }

  private func row(_ model: String, _ version: String, _ inFlight: Int, _ ttft: Double = 900, _ tpot: Double = 90) -> String {
    "x,vllm,\(version),\(model),h100_sxm,fp16,500,60,\(inFlight),1,1,\(ttft),\(tpot)"
  }

  /// Rows that say what the simulator finds where a model's host keeps the accelerator waiting for so long.
  private func rows(_ microseconds: (String) -> Int, version: (Int) -> String = { _ in "0.15.0" }) throws -> [String] {
    try Self.models.flatMap { model in
      try [1, 4, 16].enumerated().map { index, inFlight in
        let set = ["engine.exposed_host_time=\(microseconds(model)) us"]
        let found = try #require(try report([row(model, version(index), inFlight)], set).groups.first)
        let figure = { (name: String) in try #require(found.figures.first { $0.name == name }).simulated }
        return row(model, version(index), inFlight, try figure("TTFT mean"), try figure("TPOT mean"))
      }
    }
  }

  @Test("the value that was measured is found, and found without each model and each version")
  func found() throws {
    let rows = try rows({ _ in 450 }, version: { $0 == 1 ? "0.19.0" : "0.15.0" })
    let report = try report(rows, vary: "engine.exposed_host_time=0..900/150 us")
    let table = try #require(report.tables.first)
    #expect(table.title == "engine.exposed_host_time by TPOT mean")
    #expect(table.columns == ["left out of its choice", "us", "points", "off %", "as shipped %"])
    #expect(table.rows.map { $0[0] } == ["nothing"] + report.families + ["vllm-0.15", "vllm-0.19"])
    #expect(table.rows.map { $0[2] } == ["9", "3", "3", "3", "6", "3"])
    for row in table.rows {
      #expect(abs((Double(row[1]) ?? 0) - 450) < 30 && (Double(row[3]) ?? 9) < 0.5, "\(row)")
      #expect((Double(row[4]) ?? 0) > 1, "as shipped it is further off: \(row)")
    }
    #expect(report.notes.last?.contains("every fold lies within it") == true, "\(report.notes)")
  }

  @Test("a figure that stands for two is told: without the model that differs it lies outside of its interval")
  func twoFigures() throws {
    let rows = try rows { $0.hasSuffix("32B") ? 850 : 150 }
    let report = try report(rows, vary: "engine.exposed_host_time=0..1000/100 us")
    let table = try #require(report.tables.first)
    let other = try #require(table.rows.first { $0[0].hasPrefix("qwen3-32b") })
    #expect(abs((Double(other[1]) ?? 0) - 150) < 30 && (Double(other[3]) ?? 0) > 1, "what is left out has another: \(other)")
  }

  @Test(
    "what is no figure, moves nothing or has too few values is refused",
    arguments: [
      ("engine.exposed_host_time=0,50 us", "three values or more"), ("engine.exposed_host_time=a,b,c", "'a' is no number"),
      ("engine.exposed_host_time=0 us,1 ms,2 us", "all in one unit"), ("replicas,seed=1:1,2:2,3:3", "more than one key"),
      ("engine.host_tim=0..200/100 us", "unknown key 'host_tim'"), ("engine.front_end_delay=0..2/1", "unit"),
      ("scheduler=fcfs,orca,sarathi", "no number"),
    ])
  func refused(vary: String, says: String) throws {
    let error = #expect(throws: InputError.self) { try report([row(Self.models[0], "0.15.0", 4)], vary: vary) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }
}
