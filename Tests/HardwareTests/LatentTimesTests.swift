import Hardware
import Kernel
import Model
import Testing

/// Latent attention out of profiles.
@Suite("Measured latent attention")
struct LatentTimesTests {
  private func deployment(_ model: String, profile: CalibrationProfile) throws -> Deployment {
    try Deployments.make(model, on: "h200", tensor: 8) {
      $0.weightFormat = .fp8
      $0.engine = EngineCostRules()
      $0.profile = profile
    }
  }

  private var profile: CalibrationProfile {
    get throws { try #require(ProfileCatalog.entry(forAccelerator: "h200")).profile }
  }

  private var without: CalibrationProfile {
    get throws {
      var profile = try profile
      profile.operators.removeAll { [.latentPrefill, .latentDecode].contains($0.kind) }
      return profile
    }
  }

  private func times(_ deployment: Deployment, decodes: Int, context: Int, prompt: Int = 0) -> [IterationPart: Double] {
    var shape = BatchShape()
    let chunks = deployment.costModel.chunkCost(tokens: prompt, contextTokens: 0)
    if prompt > 0 { (shape.prefillChunks, shape.prefillTokens) = (1, prompt) }
    shape.addDecodes(decodes, contextTokens: context, readCaps: deployment.costModel.readCaps)
    return Dictionary(uniqueKeysWithValues: deployment.breakdown(of: shape, chunks: chunks).map { ($0.part, $0.time.seconds) })
  }

  @Test("is priced by chunks and decodes, and leaves all else alone")
  func partsThatMove() throws {
    let measured = try deployment("deepseek-v3", profile: try profile)
    let roofline = try deployment("deepseek-v3", profile: try without)
    #expect(measured.coverage.contains { $0.operation == "latent attention of decodes" && $0.basis == .measured })
    #expect(roofline.coverage.contains { $0.part == .decodeAttention && $0.basis == .roofline })
    let one = times(measured, decodes: 64, context: 4096, prompt: 1024)
    let other = times(roofline, decodes: 64, context: 4096, prompt: 1024)
    let moved = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    #expect(moved.isSubset(of: [.prefillAttention, .decodeAttention, .attentionLaunch, .host]), "\(moved)")
    #expect(one[.decodeAttention] != other[.decodeAttention] && one[.prefillAttention] != other[.prefillAttention])
  }

  @Test("of decodes grows with sequences and contexts, and takes no less than reading the latents")
  func decodes() throws {
    let measured = try deployment("deepseek-v3", profile: try profile)
    func seconds(_ sequences: Int, _ context: Int) throws -> Double {
      try #require(times(measured, decodes: sequences, context: context)[.decodeAttention])
    }
    for (sequences, context) in [(1, 1024), (16, 4096), (128, 8192)] {
      let own = try seconds(sequences, context)
      #expect(try seconds(2 * sequences, context) > own && seconds(sequences, 2 * context) > own)
      let bytes = 61.0 * Double(sequences * context) * 576 * 2
      #expect(own > bytes / 4.8e12, "\(sequences) of \(context): \(own)")
    }
  }

  @Test("a chunk behind a context takes the making of its keys and values anew")
  func expansion() throws {
    let model = try deployment("deepseek-v3", profile: try profile).costModel
    let first = model.chunkCost(tokens: 1024, contextTokens: 0).time
    let later = model.chunkCost(tokens: 1024, contextTokens: 8192).time
    // Seventeen times the pairs, but neither so many starts nor so many tokens written.
    #expect(later > first * 5 && later < first * 17)
  }

  @Test("where layers select what they read, decodes read up to that and look through the index of the rest")
  func selected() throws {
    let measured = try deployment("deepseek-v3.2", profile: try profile)
    let roofline = try deployment("deepseek-v3.2", profile: try without)
    #expect(measured.coverage.contains { $0.operation == "latent attention of selected tokens of decodes" && $0.basis == .extrapolated })
    func growth(_ deployment: Deployment) throws -> Double {
      let (near, far) = (times(deployment, decodes: 32, context: 8192), times(deployment, decodes: 32, context: 16_384))
      return try #require(far[.decodeAttention]) - (try #require(near[.decodeAttention]))
    }
    let (one, other) = (try growth(measured), try growth(roofline))
    #expect(other > 0 && abs(one / other - 1) < 0.05, "beyond what is selected only the index grows: \(one) and \(other)")
  }
}
