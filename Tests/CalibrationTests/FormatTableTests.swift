import Calibration
import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Tables of narrow formats, and those in the columns that AIConfigurator itself keeps.
@Suite("Tables of AIConfigurator")
struct FormatTableTests {
  private func imported(_ files: [String: String]) throws -> OperatorTableImport {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try OperatorTableImport(path: folder.path, date: "2026-11-30")
  }

  private func products(_ milliseconds: (Int) -> Double) -> String {
    var text = "m,n,k,latency_ms\n"
    for n in [512, 1024, 2048, 4096] { for m in [1, 4, 16, 64, 256, 1024, 4096] { text += "\(m),\(n),4096,\(milliseconds(m))\n" } }
    return text
  }

  @Test("give each format its own times, and a format without a table none")
  func formats() throws {
    let profile = try imported([
      "b300_sxm_gemm_bfloat16_v1.csv": products { 0.4 * Double($0) }, "b300_sxm_gemm_nvfp4_v1.csv": products { 0.1 * Double($0) },
    ]).profile
    #expect(profile.accelerator == "b300")
    func seconds(_ format: NumberFormat) -> Double? { profile.matrixProductSeconds(rows: 64, outputs: 1024, inputs: 4096, format: format) }
    let (wide, narrow) = (try #require(seconds(.bf16)), try #require(seconds(.nvfp4)))
    #expect(abs(narrow / wide * 4 - 1) < 0.02)
    #expect(seconds(.fp8) == nil && seconds(.mxfp4) == nil && seconds(.int4) == nil)
  }

  @Test("give experts their formats: of two with 8 bits those by blocks, and the others where there are none")
  func experts() throws {
    func table(_ types: [(name: String, milliseconds: Double)]) -> String {
      var text = "moe_dtype,num_tokens,hidden_size,inter_size,topk,num_experts,moe_tp_size,moe_ep_size,distribution,latency_ms\n"
      for type in types {
        for tokens in [1, 8, 64, 512, 4096] {
          for parts in [1, 2, 4, 8] { text += "\(type.name),\(tokens),2048,768,8,128,1,\(parts),balanced,\(type.milliseconds)\n" }
        }
      }
      return text
    }
    func seconds(_ profile: CalibrationProfile, _ format: NumberFormat) -> Double? {
      profile.mixtureSeconds(
        tokens: 64, hiddenSize: 2048, expertIntermediateSize: 768, expertsPerToken: 8, experts: 128, tensorParallel: 1,
        expertParallel: 1, format: format, routing: .balanced)
    }
    let own: [(String, Double)] = [
      ("bfloat16", 8), ("fp8", 4), ("fp8_block", 5), ("nvfp4", 2), ("w4a16_mxfp4", 3), ("int4_wo", 1), ("w4afp8", 9),
    ]
    let profile = try imported(["gb200_moe_v1.csv": table(own)]).profile
    let expected: [(NumberFormat, Double)] = [(.bf16, 8), (.fp8, 5), (.nvfp4, 2), (.mxfp4, 3), (.int4, 1)]
    for (format, milliseconds) in expected {
      let found = try #require(seconds(profile, format))
      #expect(abs(found / milliseconds * 1000 - 1) < 0.03, "\(format): \(found)")
    }
    #expect(profile.operators.count == expected.count, "a format that is not known makes no fit")
    let plain = try imported(["rtx_pro_6000_server_moe_v1.csv": table([("fp8", 4)])]).profile
    #expect(abs((try #require(seconds(plain, .fp8))) / 4e-3 - 1) < 0.03)
  }

  @Test("count a decode's own token with its cache where they keep the two apart")
  func decodes() throws {
    var apart = "batch_size,isl,step,num_heads,num_key_value_heads,head_dim,kv_cache_dtype,latency_ms\n"
    var together = "batch_size,kv_len,num_heads,num_key_value_heads,head_dim,kv_cache_dtype,latency_ms\n"
    for sequences in [1, 8, 64] {
      for cached in [15, 255, 4095] {
        let rest = "32,8,128,bfloat16,\(0.001 * Double(sequences * (cached + 1)))\n"
        apart += "\(sequences),1,\(cached),\(rest)"
        together += "\(sequences),\(cached + 1),\(rest)"
      }
    }
    let name = "h100_sxm_generation_attention_v1.csv"
    #expect(try imported([name: apart]).profile.operators == (try imported([name: together]).profile.operators))
  }

  private func messages(runs: Int, named: Bool) -> String {
    let operations = ["all_gather", "alltoall", "reduce_scatter", "all_reduce", "broadcast"]
    var text = named ? "op,nccl_dtype,num_gpus,message_bytes,latency_us\n" : "nccl_dtype,num_gpus,message_size,latency\n"
    for type in ["half", "int8"] {
      for members in [2, 4, 8] {
        for run in 0..<runs {
          for power in stride(from: 8, through: 24, by: 4) {
            let (values, width) = (1 << power, type == "half" ? 2 : 1)
            let microseconds = Double((run + 1) * members) + 1e-5 * Double(values * width)
            text +=
              named
              ? "\(operations[run]),\(type),\(members),\(values * width),\(microseconds)\n"
              : "\(type),\(members),\(values),\(microseconds / 1000)\n"
          }
        }
      }
    }
    return text
  }

  @Test("in values and milliseconds, their operations told by their order, are those in bytes and microseconds")
  func collectives() throws {
    let name = "gb200_nccl_2.29.2.csv"
    let named = try imported([name: messages(runs: 4, named: true)]).profile
    let ordered = try imported([name: messages(runs: 4, named: false)]).profile
    #expect(ordered.operators.map(\.variant) == ["all-reduce", "all-gather", "reduce-scatter", "all-to-all"])
    for kind in [CollectiveKind.allReduce, .allGather, .reduceScatter, .allToAll] {
      for bytes in [512, 100_000, 8 << 20] {
        let (one, other) = (
          named.collectiveSeconds(kind, bytes: bytes, members: 4), ordered.collectiveSeconds(kind, bytes: bytes, members: 4)
        )
        #expect(abs((try #require(one)) / (try #require(other)) - 1) < 1e-3, "\(kind) of \(bytes)")
      }
    }
    let error = #expect(throws: InputError.self) { try imported([name: messages(runs: 5, named: false)]) }
    #expect(error?.remedy?.contains("a column 'op'") == true)
    let own = "kernel_source,allreduce_dtype,num_gpus,message_size,latency\nvLLM_custom_graph,bfloat16,2,1024,0.005\n"
    let reduced = try imported(["b300_sxm_custom_allreduce_v1.csv": own + "vLLM_custom_eager,bfloat16,2,2048,0.02\n"]).profile
    #expect(reduced.operators[0].ranges.first { $0.quantity == .bytes }?.greatest == 2048)
    let odd = own.replacing("bfloat16", with: "fp3")
    #expect(throws: InputError.self) { try imported(["b300_sxm_custom_allreduce_v1.csv": odd]) }
  }

  /// Products by blocks that were timed with a host which takes 60 us: what is longer by itself takes a fourth more.
  @Test("of fp8 by blocks are held against fp8 where no launch covers them, and fitted nowhere")
  func blocks() throws {
    func seconds(_ m: Int) -> Double { 1.024e-6 * Double(m) }
    let products = products { seconds($0) * 1e3 }
    let blocks = self.products { max(0.06, 1.25 * seconds($0) * 1e3) }
    let found = try imported(["l40s_gemm_fp8_v1.csv": products, "l40s_gemm_fp8_block_v1.csv": blocks])
    #expect(found.profile.operators.count == 1)
    let remark = try #require(found.remarks.first { $0.hasPrefix("fp8 by blocks") })
    #expect(remark.contains("which takes 60 us"), "\(remark)")
    #expect(remark.contains("1.25 of their time above"), "\(remark)")
  }

  @Test("take the products and the host's launches off a module of latent attention")
  func latentAttention() throws {
    var products = "m,n,k,latency_ms\n"
    for n in [512, 2048, 8192, 32_768] {
      for k in [512, 2048, 8192, 16_384] { for m in [1, 4, 16, 64, 256, 1024] { products += "\(m),\(n),\(k),0.01\n" } }
    }
    // Four products of 10 us, 30 us of the host (and some that the least rows have beyond their start), 12 us of a start, and what grows with cached tokens.
    func attention(_ sequences: Int, _ context: Int) -> Double { 0.012 + 0.00002 * Double(sequences * context) }
    var module = "kernel_source,model,mla_dtype,kv_cache_dtype,gemm_type,num_heads,batch_size,isl,tp_size,step,latency_ms\n"
    for heads in [1, 4, 16, 64] {
      for sequences in [1, 4, 16, 64, 256] {
        for cached in [1, 7, 63, 511, 4095] {
          let rest = "\(heads),\(sequences),1,1,\(cached),\(0.04 + 0.03 + attention(sequences, cached + 1))\n"
          module += "MLA,deepseek-ai/DeepSeek-V3,bfloat16,bfloat16,bfloat16,\(rest)"
          module += "MLA,deepseek-ai/DeepSeek-V3,bfloat16,bfloat16,fp8_block,\(rest)"
        }
      }
    }
    let files = ["h200_sxm_gemm_bfloat16_v1.csv": products, "h200_sxm_mla_generation_v1.csv": module]
    let (profile, remarks) = (try imported(files).profile, try imported(files).remarks)
    #expect(remarks.contains { $0.contains("latent attention of decodes bf16") && $0.contains("31 us that the host adds") }, "\(remarks)")
    for (sequences, context) in [(1, 512), (16, 512), (64, 4096), (256, 4096)] {
      let call = OperatorCall.latentDecode(
        sequences: sequences, contextTokensPerSequence: Double(context), heads: 16, latentSize: 576, keyValueFormat: .bf16)
      let table = try #require(profile.table(for: call))
      let found = table.seconds(Double(sequences), Double(context))
      #expect(abs(found / attention(sequences, context) * 1000 - 1) < 0.1, "\(sequences) of \(context): \(found)")
      #expect(!profile.isExtrapolated(call))
    }
    let alone = try imported(["h200_sxm_mla_generation_v1.csv": module, "h200_sxm_moe_v1.csv": Self.oneMixture])
    #expect(!alone.profile.operators.contains { $0.kind == .latentDecode })
    #expect(alone.remarks.contains { $0.contains("no table of products in bf16") })
    let unknown = module.replacing("deepseek-ai/DeepSeek-V3", with: "meta-llama/Llama-3.1-8B")
    #expect(throws: InputError.self) {
      try imported(["h200_sxm_gemm_bfloat16_v1.csv": products, "h200_sxm_mla_generation_v1.csv": unknown])
    }
  }

  private static let oneMixture =
    "moe_dtype,num_tokens,hidden_size,inter_size,topk,num_experts,moe_tp_size,moe_ep_size,distribution,latency_ms\n"
    + [1, 8, 64, 512].map { "bfloat16,\($0),2048,768,8,128,1,1,balanced,1\n" }.joined()
}
