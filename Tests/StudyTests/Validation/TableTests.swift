import Foundation
import Kernel
import Store
import Study
import Testing

@Suite("Validation against tables")
struct TableTests {
  private static let header =
    "experiment,stage,model,gpu,tp,dp,precision,max_num_batched_tokens,max_num_seqs,stages,system_prompt_len,question_len,output_len,"
    + "kv_blocks,e2e_mean_ms,e2e_p99_ms,ttft_mean_ms,ttft_p99_ms,itl_true_mean_ms\n"

  private func report(_ text: String, backend: String = Validation.defaultBackend) throws -> ValidationReport {
    try StudyCase.withFolder { folder in
      try text.write(toFile: folder + "/table.csv", atomically: true, encoding: .utf8)
      return try Validation.report(against: folder + "/table.csv", options: ValidationOptions(program: StudyCase.program), backend: backend)
    }
  }

  private func staged(_ rows: String...) throws -> ValidationReport { try report(Self.header + rows.joined(separator: "\n") + "\n") }

  @Test("an experiment's stages are simulated one after the other, and the whole is the mean of them by their requests")
  func stages() throws {
    let settings = "meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 50s;6rps x 100s,100,400,100,20000"
    let report = try staged("a,-1,\(settings),900,950,20,40,8", "a,0,\(settings),900,950,20,40,8", "a,1,\(settings),900,950,20,40,8")
    #expect(report.groups.map(\.isCounted) == [true, false, false])
    #expect(report.groups.map(\.name) == ["a", "a, stage 0", "a, stage 1"])
    let means = report.groups.map { $0.figures[0].simulated }
    #expect(abs(means[0] - (means[1] * 100 + means[2] * 600) / 700) < 1e-6 * means[0])
    #expect(means[2] > means[1], "three times the load is slower")
    #expect(report.figureNames == ["E2E mean", "E2E p99", "TTFT mean", "TTFT p99", "ITL mean"])
    #expect(report.absoluteErrors().count == 5 && report.absoluteErrors(counted: false).count == 10)
  }

  @Test("prompts go round a hundred texts, so that nearly all of each comes from the cache")
  func cachedPrompts() throws {
    func ttft(_ prompt: Int) throws -> Double {
      let settings = "meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,8192,128,1rps x 1000s,100,\(prompt),10,30000"
      return try #require(try staged("a,-1,\(settings),1,1,1,1,9").groups.first?.figures.first { $0.name == "TTFT mean" }).simulated
    }
    // Nine in ten prompts find all but their last block: sixteen times the prompt is far from sixteen times the time.
    #expect(try ttft(3900) < 4 * (try ttft(150)))
  }

  @Test(
    "a row that cannot be is told with its line",
    arguments: [
      (
        "a,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2 per second,100,400,100,20000,9,9,9,9,9",
        "table.csv:2: error: '2 per second' is no stage"
      ),
      ("a,-1,meta-llama/Llama-9,H100,1,1.0,FP16,2048,128,2rps x 50s,100,400,100,20000,9,9,9,9,9", "table.csv:2: error: unknown model"),
      ("a,-1,meta-llama/Llama-3.1-8B,H1000,1,1.0,FP16,2048,128,2rps x 50s,100,400,100,20000,9,9,9,9,9", "did you mean 'h100'?"),
      ("a,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 50s,100,400,100,20000,nan,9,9,9,9", "'e2e_mean_ms' is 'nan'"),
      ("a,-1,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 50s,100,400,100,20000,0,9,9,9,9", "a number above zero"),
      (
        "a,4,meta-llama/Llama-3.1-8B,H100,1,1.0,FP16,2048,128,2rps x 50s,100,400,100,20000,9,9,9,9,9",
        "'stage' is '4'; a whole number from -1 to 0"
      ),
      ("a,-1,meta-llama/Llama-3.1-8B,H100", "4 fields where the header has 19"),
    ])
  func badRows(row: String, says: String) throws {
    let error = #expect(throws: InputError.self) { try staged(row) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test("rows that cannot be are left out, counted and named where others can")
  func leftOutRows() throws {
    let rest = "H100,1,1.0,FP16,2048,128,2rps x 20s,100,400,20,20000,900,950,20,40,8"
    let report = try staged("a,-1,meta-llama/Llama-9,\(rest)", "b,-1,meta-llama/Llama-3.1-8B,\(rest)", "c,-1,meta-llama/Llama-9,\(rest)")
    #expect(report.groups.map(\.name) == ["b"] && report.leftOut.count == 2)
    #expect(report.leftOut.texts[0].hasPrefix("2 left out: unknown model") && report.leftOut.texts[0].hasSuffix("(a, line 2; c, line 4)"))
    let impossible = "d,-1,meta-llama/Llama-3.1-8B,\(rest)".replacing(",40,8", with: ",40,0.5")
    #expect(try staged("b,-1,meta-llama/Llama-3.1-8B,\(rest)", impossible).leftOut.texts[0].contains("bandwidth"))
  }

  @Test(
    "what a driver calls a card is that card",
    arguments: [
      ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "rtx-pro-6000-server"),
      ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "rtx-pro-6000"), ("NVIDIA GB200", "gb200"), ("NVIDIA B200", "b200"),
    ])
  func driverNames(name: String, id: String) throws {
    let report = try staged("a,-1,meta-llama/Llama-3.1-8B,\(name),1,1.0,FP16,2048,128,2rps x 5s,100,400,10,20000,900,950,20,40,30")
    #expect(report.groups.first?.subject?.server.accelerator == id)
  }

  private static let points =
    "id,backend,backend_version,model_path,system,precision,isl,osl,batch_size,tp_size,pp_size,silicon_ttft_ms,silicon_tpot_ms\n"

  @Test("points at a fixed number in flight: rows of the backend asked for, more in flight is slower")
  func closedLoop() throws {
    let rows = [8, 64].map { "a,vllm,0.12.0,Qwen/Qwen3-32B,h100_sxm,fp8,1024,128,\($0).0,2.0,1.0,1000,40" }
    let other = "b,sglang,0.5,Qwen/Qwen3-32B,h100_sxm,,1024,128,8,2,1,100,10"
    let report = try report(Self.points + (rows + [other]).joined(separator: "\n"))
    #expect(report.groups.count == 2 && report.families == ["qwen3-32b fp8"])
    #expect(report.groups[1].figures[0].simulated > report.groups[0].figures[0].simulated)
    #expect(try self.report(Self.points + other, backend: "sglang").groups.count == 1)
    let error = #expect(throws: InputError.self) { try self.report(Self.points + other) }
    #expect(error?.description.contains("no row was measured with 'vllm'; there are sglang") == true)
  }

  @Test("a table that names formats of products and of experts apart is read as its points, at the same lines")
  func formatsApart() throws {
    let header =
      "model,machine,engine,engine_version,gemm_format,expert_format,input_tokens,output_tokens,tensor_parallel,"
      + "attention_data_parallel,expert_parallel,concurrency,ttft_ms,tpot_ms,measured\n"
    func row(_ model: String, _ formats: String, _ layout: String) -> String {
      "\(model),h200_sxm,vllm,0.18.0,\(formats),1024,128,\(layout),8,200,8,2025-11-02"
    }
    let rows = [
      row("openai/gpt-oss-120b", "nvfp4,nvfp4", "2,1,1"), row("Qwen/Qwen3.5-397B-A17B", "fp8,fp8_block", "8,1,8"),
      row("openai/gpt-oss-120b", "nvfp4,nvfp4", "64,1,8"), row("some/other", "fp8,fp8_block", "2,1,1"),
    ]
    let report = try report(header + rows.joined(separator: "\n"))
    #expect(report.families == ["gpt-oss-120b", "qwen3.5-397b-a17b fp8"], "\(report.families)")
    #expect(report.leftOut.count == 2)
    #expect(report.leftOut.texts.contains { $0.contains("64 accelerators") && $0.contains("line 4") }, "\(report.leftOut.texts)")
    #expect(report.leftOut.texts.contains { $0.contains("unknown model") && $0.contains("line 5") }, "\(report.leftOut.texts)")
    let missing = #expect(throws: InputError.self) { try self.report(header.replacing("concurrency,", with: "") + "x\n") }
    #expect(missing?.description.contains("the column 'concurrency' is missing") == true)
  }

  @Test("SGLang's rows are simulated prompts first: of those that come together nobody decodes before all have their first token")
  func promptsFirst() throws {
    let row = "a,sglang,0.5,Qwen/Qwen3-32B,h100_sxm,,1024,128,64,2,1,1000,40"
    let report = try report(Self.points + row, backend: "sglang")
    let other = try self.report(Self.points + row.replacing("sglang,0.5", with: "vllm,0.12.0"))
    // Half of all prompts' time on average, where chunks that ride along let the first ones decode and go.
    #expect(report.groups[0].figures[1].simulated > 1.5 * other.groups[0].figures[1].simulated)
    #expect(report.assumptions.contains { $0.contains("prompts before decodes") })
  }

  @Test("InferenceX's rows on H200 keep KV in 8 bits: where 16 bits fill the card, requests wait less")
  func formatsOfInferenceX() throws {
    func wait(_ date: String) throws -> Double {
      let row = "\(date)a,vllm,0.15.0,meta-llama/Llama-3.1-70B,h200,fp8,8192,1024,32,1,1,3000,70"
      return try report(Self.points + row).groups[0].figures[1].simulated
    }
    let (plain, dated) = (try wait(""), try wait("2026_04_06_"))
    #expect(plain > 3 * dated, "\(plain) and \(dated) ms")
  }

  @Test("points whose figures the accelerators cannot reach, and formats of no name, are left out")
  func impossiblePoints() throws {
    let row = "a,vllm,0.12.0,Qwen/Qwen3-32B,h100_sxm,fp8,1024,128,8,2,1,100,10"
    let rows = [row, row.replacing("100,10", with: "1,1"), row.replacing("100,10", with: "100,2"), row.replacing("fp8", with: "fp3")]
    let report = try report(Self.points + rows.joined(separator: "\n"))
    #expect(report.groups.count == 1 && report.leftOut.count == 3)
    #expect(report.leftOut.texts.contains { $0.contains("arithmetic") } && report.leftOut.texts.contains { $0.contains("bandwidth") })
    #expect(report.leftOut.texts.contains { $0.contains("'fp3'") })
    #expect(report.facts[0].text.hasPrefix("1 of 4"))
  }

  @Test("a table of unknown columns, and one with a column missing, are refused")
  func unknown() throws {
    let unknown = #expect(throws: InputError.self) { try report("a,b\n1,2\n") }
    #expect(unknown?.message == "the columns are those of no known table")
    let missing = #expect(throws: InputError.self) { try report(Self.points.replacing("tp_size,", with: "") + "x\n") }
    #expect(missing?.description.contains("the column 'tp_size' is missing") == true)
  }
}
