import Foundation
import Study
import Testing

/// A few servers that others measured, one of each kind of model, laid beside the simulation: a fault that makes a kind of model
/// several times too slow or too fast is found here, and not only when somebody validates by hand.
///
/// The table is this project's own, in the form that a validation reads. Its figures are those of vLLM 0.15 on H100 to two or three
/// digits (inference-sim/inference-sim, testdata/roofline_goldendataset.json, and its evaluation runs).
@Suite("Validation against measured servers")
struct MeasuredServerTests {
  /// What each row is there for, and by how much its means may be off.
  private struct Server: CustomTestStringConvertible, Sendable {
    let kind: String
    let row: String
    var testDescription: String { kind }
  }

  private static let columns =
    "experiment,stage,model,gpu,tp,dp,precision,max_num_batched_tokens,max_num_seqs,stages,system_prompt_len,question_len,output_len,"
    + "kv_blocks,e2e_mean_ms,e2e_p99_ms,ttft_mean_ms,ttft_p99_ms,itl_true_mean_ms"

  private static let scout = "RedHatAI/Llama-4-Scout-17B-16E-Instruct-FP8-dynamic"

  private static let servers = [
    Server(
      kind: "dense, every head with KV of its own",
      row: "a,-1,meta-llama/Llama-2-7b-hf,H100,1,1.0,FP16,2048,128,1rps x 1200s,100,934,1448,7463,17100,21700,55,80,11.8"),
    Server(
      kind: "dense, grouped queries, over two accelerators",
      row: "a,-1,01-ai/Yi-34B,H100,2,1.0,FP16,2048,128,2.5rps x 600s;6rps x 600s,100,447,248,20793,3890,4100,47,67,15.6"),
    Server(
      kind: "chunks of attention and routed experts in 8 bits, short answers",
      row: "a,-1,\(scout),H100,2,1.0,FP8,2048,128,6rps x 1200s,150,600,251,8253,5800,7370,67,116,22.9"),
    Server(
      kind: "chunks of attention and routed experts in 8 bits, long answers that fill the cache",
      row: "a,-1,\(scout),H100,2,1.0,FP8,2048,128,1rps x 1200s,100,934,1448,8253,40800,47000,138,205,28.1"),
    Server(
      kind: "routed experts over four accelerators",
      row: "a,-1,mistralai/Mixtral-8x7B-v0.1,H100,4,1.0,FP16,2048,128,8rps x 600s;20rps x 600s,100,447,248,,2800,3040,37,44,11.2"),
  ]

  @Test("means of requests and of token gaps are within 15 % of the measured ones", arguments: servers)
  private func means(_ server: Server) throws {
    let report = try StudyCase.withFolder { folder in
      try "\(Self.columns)\n\(server.row)\n".write(toFile: folder + "/table.csv", atomically: true, encoding: .utf8)
      return try Validation.report(against: folder + "/table.csv", options: ValidationOptions(program: StudyCase.program))
    }
    let figures = try #require(report.groups.first).figures.filter { ["E2E mean", "ITL mean"].contains($0.name) }
    #expect(figures.count == 2)
    for figure in figures {
      #expect(abs(figure.error) < 0.15, "\(figure.name): measured \(figure.measured), simulated \(figure.simulated)")
    }
  }
}
