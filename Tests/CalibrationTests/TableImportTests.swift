import Calibration
import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Operator tables become profiles; bad ones are refused where they are bad.
struct TableImportTests {
  private static let tables = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/operators/aiconfigurator").standardizedFileURL.path
  static let areThere = FileManager.default.fileExists(atPath: tables + "/a100_sxm_gemm_bfloat16_vllm0.14.0.csv")

  /// A folder with the given files, removed when the body is done.
  private func inFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try body(folder.path)
  }

  private static let gemm = "h100_sxm_gemm_bfloat16_vllm0.24.0.csv"

  @Test(
    arguments: [
      ("m,n,latency_ms\n1,32,0.004\n", 1, "'k' is missing"), ("m,n,k,latency_ms\n", nil, "holds no measurement"),
      ("", nil, "holds no measurement"),
      ("m,n,k,latency_ms\n1,32,32,0.004\n2,32,32\n", 3, "3 fields where the header has 4"),
      ("m,n,k,latency_ms\n1,32,32,0.004\n2,32,32,nan\n", 3, "'latency_ms' is 'nan'"),
      ("m,n,k,latency_ms\n1,32,32,0\n", 2, "'latency_ms' is '0'"), ("m,n,k,latency_ms\n1,32,32,-4\n", 2, "'latency_ms' is '-4'"),
      ("m,n,k,latency_ms\n1,32,32,1e400\n", 2, "'latency_ms' is '1e400'"), ("m,n,k,latency_ms\n1,32,3.5,1\n", 2, "'k' is '3.5'"),
      ("m,n,k,latency_ms\n1,32,0,1\n", 2, "'k' is '0'"), ("m,n,k,latency_ms\n1,thirty,32,1\n", 2, "'n' is 'thirty'"),
    ] as [(String, Int?, String)])
  func `a bad table is refused with its file and line`(text: String, line: Int?, complaint: String) throws {
    try inFolder([Self.gemm: text]) { folder in
      let error = #expect(throws: InputError.self) { try OperatorTableImport(path: folder, date: "2026-11-24") }
      #expect(error?.file?.hasSuffix(Self.gemm) == true)
      #expect(error?.line == line)
      #expect(error?.message.contains(complaint) == true, "\(error?.message ?? "")")
    }
  }

  @Test func `tables of operators that are not fitted are passed over and named`() throws {
    let row = "m,n,k,latency_ms\n1,32,32,0.004\n"
    let others = ["h100_sxm_gdn_vllm0.24.0.csv.gz", "h100_sxm_gemm_fp8_block_vllm0.24.0.csv", "h100_sxm_mla_bmm_vllm0.24.0.csv"]
    let files = Dictionary(uniqueKeysWithValues: others.map { ($0, row) }).merging([Self.gemm: row, "l40s_mla_v1.csv": row]) { $1 }
    try inFolder(files) { folder in
      let imported = try OperatorTableImport(path: folder, date: "2026-11-24")
      #expect(imported.profile.operators.map(\.format) == [.bf16])
      #expect(imported.remarks.contains { $0.hasSuffix(": " + others.joined(separator: ", ")) }, "\(imported.remarks)")
    }
    try inFolder([Self.gemm: row]) { folder in
      let imported = try OperatorTableImport(path: folder, date: "2026-11-24")
      #expect(!imported.remarks.contains { $0.contains("passed over") })
    }
  }

  @Test func `a profile says who measured its tables`() throws {
    let row = "m,n,k,latency_ms\n1,32,32,0.004\n"
    let own = "h200_gemm_bfloat16_torch2.11.0.csv"
    let theirs = "h200_gemm_fp8_vllm0.24.0.csv"
    try inFolder([own: row]) { folder in
      let profile = try OperatorTableImport(path: folder, date: "2026-11-29").profile
      #expect(profile.accelerator == "h200")
      #expect(profile.origin.source == "measurements by Windtunnel's measure_gpu.py")
      #expect(profile.origin.licence == "own measurement")
    }
    try inFolder([own: row, theirs: row]) { folder in
      let origin = try OperatorTableImport(path: folder, date: "2026-11-29").profile.origin
      #expect(origin.source.contains("AIConfigurator") && origin.source.contains("measure_gpu.py"))
      #expect(origin.licence == "Apache-2.0; own measurement")
    }
  }

  @Test func `a folder without tables, of several systems, or of none that is known is refused`() throws {
    let row = "m,n,k,latency_ms\n1,32,32,0.004\n"
    try inFolder(["notes.csv": "a,b\n1,2\n"]) { folder in
      _ = #expect(throws: InputError.self) { try OperatorTableImport(path: folder, date: "2026-11-24") }
    }
    try inFolder([Self.gemm: row, "l40s_gemm_fp8_vllm0.24.0.csv": row]) { folder in
      let error = #expect(throws: InputError.self) { try OperatorTableImport(path: folder, date: "2026-11-24") }
      #expect(error?.message.contains("h100_sxm, l40s") == true)
      let named = try OperatorTableImport(path: folder, accelerator: "l40s", date: "2026-11-24")
      #expect(named.profile.accelerator == "l40s")
      #expect(throws: InputError.self) { try OperatorTableImport(path: folder, accelerator: "b200", date: "2026-11-24") }
    }
    try inFolder(["tpu_gemm_fp8_v1.csv": row]) { folder in
      #expect(throws: InputError.self) { try OperatorTableImport(path: folder, date: "2026-11-24") }
      let named = try OperatorTableImport(path: folder, accelerator: "h200", date: "2026-11-24")
      #expect(named.profile.accelerator == "h200")
    }
    #expect(throws: InputError.self) { try OperatorTableImport(path: "/nowhere", date: "2026-11-24") }
  }

  /// Vidur's tables in milliseconds, made from a law that the fit must find: products at 200 TFLOP/s behind 10 us.
  @Test func `tables of Vidur are read by the same fit`() throws {
    func seconds(_ rows: Double, _ outputs: Double, _ inputs: Double) -> Double { 1e-5 + 2 * rows * outputs * inputs / 200e12 }
    var mlp =
      "n_head,n_kv_head,n_embd,n_expanded_embd,use_gated_mlp,num_tokens,num_tensor_parallel_workers,time_stats.attn_pre_proj.median,"
    mlp +=
      "time_stats.attn_post_proj.median,time_stats.mlp_up_proj.median,time_stats.mlp_down_proj.median,time_stats.input_layernorm.median\n"
    for members in [1.0, 2, 4, 8] {
      for tokens in stride(from: 64.0, through: 4096, by: 128) {
        let products: [(Double, Double)] = [
          (6144 / members, 4096), (4096, 4096 / members), (28_672 / members, 4096), (4096, 14_336 / members),
        ]
        let times = products.map { "\(seconds(tokens, $0.0, $0.1) * 1e3)" }.joined(separator: ",")
        mlp += "32,8,4096,14336,True,\(Int(tokens)),\(Int(members)),\(times),0.01\n"
      }
    }
    var attention = "n_embd,n_q_head,n_kv_head,num_tensor_parallel_workers,batch_size,prefill_chunk_size,kv_cache_size,is_prefill,"
    attention += "time_stats.attn_prefill.median,time_stats.attn_decode.median\n"
    for power in 0..<8 { attention += "4096,32,8,1,\(1 << power),0,\(64 << power),False,,\(0.01 + 0.002 * Double(1 << power))\n" }
    for power in 0..<8 { attention += "4096,32,8,1,1,\(32 << power),\(power % 2 * 512),True,\(0.01 * Double(1 << power)),\n" }
    let imported = try inFolder(["mlp.csv": mlp, "attention.csv": attention]) { folder in
      #expect(throws: InputError.self) { try OperatorTableImport(path: folder, date: "2026-11-24") }
      return try OperatorTableImport(path: folder, accelerator: "a100-80gb", date: "2026-11-24")
    }
    let found = try #require(imported.profile.matrixProductSeconds(rows: 1024, outputs: 6144, inputs: 4096, format: .bf16))
    #expect(abs(found / seconds(1024, 6144, 4096) - 1) < 0.03)
    #expect(imported.profile.elementwiseSeconds(.norm, rows: 100, width: 4096) != nil)
    #expect(imported.profile.operators.map(\.kind) == [.prefillAttention, .decodeAttention, .matrixProduct, .elementwise])
    #expect(imported.profile.isExtrapolated(.matrixProduct(rows: 9000, outputs: 6144, inputs: 4096, format: .bf16)))
  }

  @Test func `a table whose times jump about is fitted and remarked on`() throws {
    var text = "m,n,k,latency_ms\n"
    for n in [512, 1024, 2048, 4096] { for m in 1...40 { text += "\(m),\(n),1024,\(m % 2 == 0 ? 0.01 : 0.02)\n" } }
    let imported = try inFolder([Self.gemm: text]) { try OperatorTableImport(path: $0, date: "2026-11-24") }
    #expect(imported.remarks.contains { $0.contains("time falls") })
    let times = (1...40).compactMap { imported.profile.matrixProductSeconds(rows: $0, outputs: 1024, inputs: 1024, format: .bf16) }
    #expect(times == times.sorted())
  }

  /// Every other row takes twice as long, so that each is a factor of two from the line between its neighbours.
  @Test func `how well a table agrees with itself is told beside the fit's errors`() throws {
    func noise(_ seconds: (Int) -> Double) throws -> FitResiduals {
      var text = "m,n,k,latency_ms\n"
      for n in [512, 1024, 2048, 4096] { for m in [1, 2, 4, 8, 16, 32, 64, 128] { text += "\(m),\(n),1024,\(seconds(m))\n" } }
      return try inFolder([Self.gemm: text]) { try OperatorTableImport(path: $0, date: "2026-11-24") }.profile.accuracy[0].residuals
    }
    let straight = try noise { 0.01 * Double($0) }
    #expect(straight.noise == .init(medianError: 0, p90Error: 0) && !straight.tableMissesTarget)
    let jumping = try noise { [2, 8, 32, 128].contains($0) ? 0.02 : 0.01 }
    #expect(jumping.noise?.medianError == 0.75 && jumping.noise?.p90Error == 1)
    #expect(jumping.tableMissesTarget && jumping.missesTarget)
  }

  @Test(.enabled(if: areThere, "the operator tables are not beside this checkout"))
  func `fitting the A100's tables again gives the shipped profile, errors and all`() throws {
    let shipped = try #require(ProfileCatalog.entry(named: "a100")).profile
    let again = try OperatorTableImport(path: Self.tables, accelerator: "a100", id: "a100", date: shipped.date).profile
    #expect(again.accuracy.map(\.residuals.rows) == shipped.accuracy.map(\.residuals.rows))
    for (one, other) in zip(again.accuracy, shipped.accuracy) {
      #expect(one.kind == other.kind && one.residuals.heldOutRows == other.residuals.heldOutRows)
      #expect(abs(one.residuals.medianError - other.residuals.medianError) < 1e-3, "\(one.kind)")
      #expect(abs(one.residuals.p90Error - other.residuals.p90Error) < 2e-3, "\(one.kind)")
    }
  }

  private static let bundle = URL(filePath: tables).deletingLastPathComponent()
    .appending(path: "llmservingsim/RTX4090/meta-llama/Llama-3.1-8B/bf16").path

  @Test(
    "unequal contexts count where a bundle's profile has them, and a table that it does not own is left alone",
    .enabled(if: FileManager.default.fileExists(atPath: bundle), "the operator bundles are not beside this checkout"))
  func unequalContextsOfABundle() throws {
    let meta = try String(contentsOfFile: Self.bundle + "/meta.yaml", encoding: .utf8)
    let files = FileManager.default
    func corrections(_ meta: String) throws -> AttentionCorrections {
      try inFolder(["meta.yaml": meta]) { folder in
        try files.createSymbolicLink(atPath: folder + "/tp1", withDestinationPath: Self.bundle + "/tp1")
        let accelerator = try AcceleratorCatalog.accelerator(named: "rtx-4090")
        let profile = try BundleImport.profile(paths: [folder], id: "one", accelerator: accelerator, date: "2026-11-25")
        return try #require(profile.attention?.first)
      }
    }
    let (off, on) = ("skew_profile:\n  enabled: false", "skew_profile:\n  enabled: true")
    #expect(meta.contains(off))
    let without = try corrections(meta)
    #expect(without.skew.isEmpty && without.mixedSkew.isEmpty && !without.overlaps.isEmpty)
    for told in [on, ""] {
      let with = try corrections(meta.replacingOccurrences(of: off, with: told))
      #expect(!with.skew.isEmpty && with.skewResiduals.rows > 0 && with.overlaps == without.overlaps)
    }
    #expect(throws: InputError.self) { try corrections(meta.replacingOccurrences(of: off, with: off + "ly")) }
  }
}
