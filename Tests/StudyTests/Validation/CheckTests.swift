import Foundation
import Hardware
import Kernel
import Store
import Study
import Testing

@Suite("Checks against real servers")
struct CheckTests {
  private static func server(
    _ model: String = "llama-3.1-8b", parameters: Double = 8e9, architecture: String = "dense", on accelerator: String = "h100-sxm",
    tensor: Int = 1, expert: Int = 1, weights: String = "bf16", engine: String = "vllm-0.15", costs: String = "h100"
  ) -> FidelityCheck.Server {
    FidelityCheck.Server(
      model: model, parameters: parameters, architecture: architecture, accelerator: accelerator, tensor: tensor, pipeline: 1, data: 1,
      expert: expert, weights: weights, keyValues: "bf16", engine: engine, costs: costs)
  }

  private static func check(_ server: FidelityCheck.Server = server(), source: String = "a", runs: Int = 1, ttft: Double = 0.1)
    -> FidelityCheck
  {
    FidelityCheck(
      server: server, load: "in flight", runs: runs, errors: .init(ttft: ttft, tpot: 0.02), source: source, date: "2026-01-01")
  }

  private static func distance(_ one: FidelityCheck.Server, _ other: FidelityCheck.Server = server()) -> Double {
    CheckDistance(from: one, to: other).value
  }

  // MARK: Nearness

  @Test("the same server is at no distance, and both ways are as far")
  func same() {
    #expect(CheckDistance(from: Self.server(), to: Self.server()).differences.isEmpty && Self.distance(Self.server()) == 0)
    let other = Self.server("qwen3-32b", parameters: 32e9, on: "h200", tensor: 4, weights: "fp8", engine: "sglang-0.5")
    #expect(Self.distance(other) == Self.distance(Self.server(), other))
  }

  @Test("another accelerator is further than another of its generation, and that than another layout, format or version of the engine")
  func order() {
    let near = [
      Self.server(engine: "vllm-0.19"), Self.server(tensor: 4), Self.server(engine: "sglang-0.5"), Self.server(on: "h200"),
      Self.server("mixtral-8x7b", parameters: 47e9, architecture: "mixture of experts"), Self.server(on: "a100-80gb"),
    ].map { Self.distance($0) }
    #expect(near == near.sorted() && Set(near).count == near.count && near[0] > 0, "\(near)")
    #expect(Self.distance(Self.server(weights: "fp8")) < Self.distance(Self.server(on: "h200")))
    // A profile of another accelerator is another one anyway; the datasheet in its place is not.
    #expect(Self.distance(Self.server(on: "h200", costs: "h200")) == Self.distance(Self.server(on: "h200")))
    #expect(Self.distance(Self.server(costs: "roofline")) > Self.distance(Self.server(costs: "mine")))
    // A training of the same shape is nearer than a model of another family and size.
    let sizes = [Self.server("llama-3-8b"), Self.server("llama-2-13b", parameters: 13e9), Self.server("qwen2.5-72b", parameters: 72e9)]
    #expect(sizes.map { Self.distance($0) } == sizes.map { Self.distance($0) }.sorted())
  }

  @Test("another generation of accelerators is not near, and all that differs is told once")
  func far() {
    var drafting = Self.server()
    drafting.techniques = ["drafts"]
    let without = CheckDistance(from: Self.server(), to: drafting)
    #expect(without.value > 0 && without.differences == ["without drafts"], "what no check has is said")
    let far = CheckDistance(from: Self.server(on: "a100-80gb"), to: Self.server())
    #expect(!far.isNear && far.differences == ["a100-80gb, not h100-sxm"])
    let near = CheckDistance(from: Self.server(on: "h200", tensor: 2, weights: "fp8"), to: Self.server())
    #expect(near.isNear && near.differences == ["h200, not h100-sxm", "TP2, not one accelerator", "weights in fp8, not bf16"])
  }

  @Test("every accelerator of the catalog has a generation, so that none is far from its own kind by an oversight")
  func families() {
    for accelerator in AcceleratorCatalog.accelerators {
      #expect(AcceleratorFamily.name(of: accelerator.id) != nil, "\(accelerator.id)")
    }
    #expect(AcceleratorFamily.name(of: "h100-sxm") == AcceleratorFamily.name(of: "h200"))
    #expect(AcceleratorFamily.name(of: "b200") != AcceleratorFamily.name(of: "rtx-pro-6000"))
  }

  @Test("checks of the database rank with those that came with the program, and go before equally near ones")
  func ranked() throws {
    let shipped = try #require(CheckTable.shipped.first)
    let own = Self.check(shipped.server, source: "mine", ttft: 0.5)
    let ranked = NearestCheck.ranked(near: shipped.server, own: [own])
    #expect(ranked.count == CheckTable.shipped.count + 1)
    #expect(ranked[0].check == own && ranked[0].isOwn && ranked[0].distance.value == 0)
    #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.distance.value <= $1.distance.value })
  }

  // MARK: The table

  @Test("the table that comes with the program is whole: errors that can be, days, and no server twice in one record")
  func shipped() throws {
    let checks = CheckTable.shipped
    #expect(checks.count > 10)
    for (index, check) in checks.enumerated() {
      #expect(!check.errors.named.isEmpty && check.errors.named.allSatisfy { (0..<10).contains($0.error) }, "\(check)")
      #expect(check.date.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil && check.server.accelerator.isEmpty == false)
      #expect(!checks[..<index].contains { $0.isSame(as: check) }, "\(check)")
    }
    #expect(try CheckTable.read(CheckTable.text(checks), file: "t.csv") == checks)
  }

  @Test("rows of a record give way to its new ones where they stand; others stay")
  func replaced() throws {
    try StudyCase.withFolder { folder in
      let path = folder + "/checks.csv"
      try CheckTable.add([Self.check(source: "a, \"b\""), Self.check(Self.server(tensor: 2), source: "a, \"b\"")], to: path)
      try CheckTable.add([Self.check(source: "c")], to: path)
      try CheckTable.add([Self.check(source: "a, \"b\"", ttft: 0.25)], to: path)
      let read = try CheckTable.read(String(contentsOfFile: path, encoding: .utf8), file: path)
      #expect(read.map(\.source) == ["a, \"b\"", "c"] && read[0].errors.ttft == 0.25 && read[0].errors.e2e == nil)
    }
  }

  @Test(
    "what cannot be in a table is told with its line",
    arguments: [
      ("in flight,8,", "in flight,0,", "'runs' is '0'"), (",0.1000,", ",-0.1,", "a share of what was measured"),
      (",bf16,bf16,", ",,bf16,", "'weights' is empty"), ("ttftError", "ttft", "the column 'ttftError' is missing"),
      (",1,1,1,1,", ",1,1,1,x,", "'expert' is 'x'"),
    ])
  func badRows(good: String, bad: String, says: String) {
    let broken = CheckTable.text([Self.check(runs: 8)]).replacing(good, with: bad)
    let error = #expect(throws: InputError.self) { try CheckTable.read(broken, file: "t.csv") }
    #expect(error?.description.contains(says) == true && error?.description.hasPrefix("t.csv:") == true, "\(error?.description ?? "")")
  }

  // MARK: Out of a validation

  private static let experiments = """
    experiment,stage,model,gpu,tp,dp,precision,max_num_batched_tokens,max_num_seqs,stages,system_prompt_len,question_len,output_len,\
    kv_blocks,e2e_mean_ms,e2e_p99_ms,ttft_mean_ms,ttft_p99_ms,itl_true_mean_ms
    a,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 20s,100,400,20,20000,900,950,20,40,8
    a,0,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 20s,100,400,20,20000,1,1,1,1,8
    b,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,4rps x 20s,100,400,20,20000,450,950,40,40,8
    c,-1,meta-llama/Llama-3.1-8B,H100,2,1.0,FP16,2048,128,2rps x 20s,100,400,20,20000,900,950,20,40,8

    """

  @Test(
    "a validation gives a row for each server: the median over its runs, without what its sums leave out; its database keeps the latest")
  func rows() throws {
    try StudyCase.withFolder { folder in
      let path = folder + "/mine.csv"
      try Self.experiments.write(toFile: path, atomically: true, encoding: .utf8)
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      var options = ValidationOptions(program: StudyCase.program)
      options.store = store
      let report = try Validation.report(against: path, options: options)
      let checks = report.checks(fitted: "host times", date: "2026-01-02")
      #expect(checks.map(\.server.tensor) == [1, 2] && checks.map(\.runs) == [2, 1])
      #expect(checks[0].server.engine == "vllm-0.15" && checks[0].load == "stages of rates" && checks[0].source == "mine.csv")
      let errors = report.groups.filter { $0.isCounted && $0.name != "c" }.flatMap(\.figures).filter { $0.name == "TTFT mean" }
      #expect(checks[0].errors.ttft == errors.map(\.error.magnitude).reduce(0, +) / 2)
      #expect(checks[0].errors.tpot == nil && checks[0].errors.itl != nil && checks[0].fitted == "host times")
      // A second time it is the same rows, and no more.
      _ = try Validation.report(against: path, options: options)
      #expect(try store.fidelityChecks().map(\.server) == checks.map(\.server))
      let beside = try ResultStore.open(writingTo: folder + "/other.sqlite")
      try beside.add(runsOf: store.path)
      #expect(try beside.fidelityChecks() == store.fidelityChecks())
      try beside.close()
      // With costs of another source it is another check.
      options.assignments = ["calibration=roofline"]
      _ = try Validation.report(against: path, options: options)
      #expect(try store.fidelityChecks().map(\.server.costs) == ["h100", "roofline", "h100", "roofline"])
    }
  }
}
