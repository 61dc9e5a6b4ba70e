import Foundation
import Hardware
import Kernel
import Testing

@Suite("Profiles of an installation")
struct ScaledProfileTests {
  @Test("a factor for a class of operators multiplies its times and no other's, at every shape")
  func factors() throws {
    let base = try #require(ProfileCatalog.entry(named: "h100")).profile
    let scaled = base.scaled { $0 == .linear ? 1.37 : $0 == .link ? 0.8 : 1 }
    for rows in [1, 17, 300, 8000] {
      let product = { (profile: CalibrationProfile) in profile.matrixProductSeconds(rows: rows, outputs: 4096, inputs: 14336, format: .bf16)
      }
      #expect(abs(try #require(product(scaled)) / #require(product(base)) / 1.37 - 1) < 1e-9)
      let message = { (profile: CalibrationProfile) in profile.collectiveSeconds(.allReduce, bytes: rows * 8192, members: 4) }
      #expect(abs(try #require(message(scaled)) / #require(message(base)) / 0.8 - 1) < 1e-9)
      let attention = { (profile: CalibrationProfile) in
        profile.decodeAttentionSeconds(
          sequences: rows, contextTokensPerSequence: 900, heads: 32, keyValueHeads: 8, headSize: 128, keyValueFormat: .bf16)
      }
      #expect(try #require(attention(scaled)) == #require(attention(base)))
    }
    #expect(base.scaled { _ in 1 } == base)
  }

  @Test("what was fitted on what is read back from the file, and shipped profiles tell nothing of it")
  func file() throws {
    var profile = try #require(ProfileCatalog.entry(named: "h100")).profile
    #expect(profile.installation == nil)
    #expect(!String(decoding: profile.json, as: UTF8.self).contains("installation"))
    profile.installation = InstallationFit(
      model: "llama-3.1-8b", engine: "vllm-0.19", base: "h100@0123456789abcdef",
      figures: [.init(name: "host_time", unit: "s", value: 9e-4, low: 8e-4, high: 1e-3, before: 8e-4)], refused: ["link: nothing."],
      sources: [.init(file: "result.json", digest: "0123456789abcdef")])
    #expect(try CalibrationProfile(json: profile.json, file: "own.json") == profile)
  }
}
