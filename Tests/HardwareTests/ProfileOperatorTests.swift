import Foundation
import Hardware
import Kernel
import Model
import Testing

/// What profiles answer: times that never fall with the batch, that are times at all, and that say when they are guesses.
struct ProfileOperatorTests {
  private static let names = ["a100", "h100", "h200", "b200", "l40s", "b300", "gb200", "rtx-pro-6000-server"]

  private func profile(_ name: String) throws -> CalibrationProfile { try #require(ProfileCatalog.entry(named: name)).profile }

  @Test(arguments: names)
  func `time never falls with rows, tokens, sequences, context or bytes`(name: String) throws {
    let profile = try profile(name)
    var stream = RandomStream(seed: 5, name: "monotone")
    let counts = (0..<160).map { _ in Int(pow(2, 18 * stream.uniform())) }.sorted()
    for _ in 0..<4 {
      let (outputs, inputs) = (64 * (1 + stream.integer(below: 400)), 64 * (1 + stream.integer(below: 300)))
      let keyValueHeads = 1 << stream.integer(below: 4)
      let heads = keyValueHeads * (1 + stream.integer(below: 8))
      let other = 1 + stream.integer(below: 3000)
      let product = profile.table(for: .matrixProduct(outputs: outputs, inputs: inputs, format: .bf16))
      let prefill = profile.table(
        for: .prefillAttention(heads: heads, keyValueHeads: keyValueHeads, headSize: 128, keyValueFormat: .bf16))
      let decode = profile.table(
        for: .decodeAttention(heads: heads, keyValueHeads: keyValueHeads, headSize: 128, keyValueFormat: .bf16))
      let message = profile.table(for: .collective(.allReduce, members: 4))
      let curves: [(Double) -> Double?] = [
        { product?.seconds($0) }, { prefill?.seconds($0, Double(other)) }, { prefill?.seconds(Double(other), $0) },
        { decode?.seconds($0, Double(other)) }, { decode?.seconds(Double(other), $0) }, { message?.seconds($0) },
      ]
      for curve in curves {
        let times = try counts.map { try #require(curve(Double($0))) }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 * (1 + 1e-12) })
      }
    }
  }

  @Test(arguments: names)
  func `no shape makes a time that is negative or no number`(name: String) throws {
    let profile = try profile(name)
    var stream = RandomStream(seed: 6, name: "absurd")
    let odd = [Int.min, -7, 0, 1, 3, 127, 5000, 1_000_003, 1 << 40, .max]
    func any() -> Int { odd[stream.integer(below: odd.count)] }
    for _ in 0..<60 {
      let times = [
        profile.matrixProductSeconds(rows: any(), outputs: any(), inputs: any(), format: .bf16),
        profile.prefillAttentionSeconds(
          tokens: any(), contextTokens: any(), heads: any(), keyValueHeads: any(), headSize: any(), keyValueFormat: .bf16),
        profile.decodeAttentionSeconds(
          sequences: any(), contextTokensPerSequence: stream.integer(below: 5) == 0 ? .nan : Double(any()), heads: any(),
          keyValueHeads: any(), headSize: any(), keyValueFormat: .bf16),
        profile.mixtureSeconds(
          tokens: any(), hiddenSize: any(), expertIntermediateSize: any(), expertsPerToken: any(), experts: any(),
          tensorParallel: any(), expertParallel: any(), format: .bf16),
        profile.collectiveSeconds(.customAllReduce, bytes: any(), members: any()),
      ]
      for seconds in times {
        let seconds = try #require(seconds)
        #expect(seconds.isFinite && seconds >= 0)
      }
    }
  }

  @Test func `a shape outside the tables is answered and flagged`() throws {
    let profile = try profile("h100")
    #expect(!profile.isExtrapolated(.matrixProduct(rows: 2048, outputs: 6144, inputs: 4096, format: .bf16)))
    #expect(profile.isExtrapolated(.matrixProduct(rows: 2048, outputs: 200_000, inputs: 4096, format: .bf16)))
    let head80 = OperatorCall.decodeAttention(
      sequences: 8, contextTokensPerSequence: 1000, heads: 32, keyValueHeads: 8, headSize: 80, keyValueFormat: .bf16)
    #expect(profile.isExtrapolated(head80))
    #expect(profile.table(for: head80) != nil)
  }

  @Test func `a format that was not measured is left to the roofline`() throws {
    let profile = try profile("a100")
    #expect(profile.matrixProductSeconds(rows: 1, outputs: 4096, inputs: 4096, format: .fp8) == nil)
    #expect(profile.isExtrapolated(.matrixProduct(outputs: 4096, inputs: 4096, format: .fp8)))
    #expect(profile.matrixProductSeconds(rows: 1, outputs: 4096, inputs: 4096, format: .fp16) != nil)
    #expect(profile.elementwiseSeconds(.norm, rows: 1, width: 4096) == nil)
  }

  @Test func `nothing to do takes no time`() throws {
    let profile = try profile("h100")
    #expect(profile.matrixProductSeconds(rows: 0, outputs: 4096, inputs: 4096, format: .bf16) == 0)
    #expect(profile.collectiveSeconds(.allReduce, bytes: 1 << 20, members: 1) == 0)
  }

  /// The bounds are the chip's: weights cannot be read faster than memory, nor products made faster than the peak.
  @Test(arguments: names)
  func `large products keep to the datasheet`(name: String) throws {
    let profile = try profile(name)
    let accelerator = try AcceleratorCatalog.accelerator(named: profile.accelerator)
    let (outputs, inputs) = (28_672, 8192)
    let decode = try #require(profile.matrixProductSeconds(rows: 1, outputs: outputs, inputs: inputs, format: .bf16))
    let prefill = try #require(profile.matrixProductSeconds(rows: 8192, outputs: outputs, inputs: inputs, format: .bf16))
    let weightsPerSecond = 2 * Double(outputs) * Double(inputs) / decode
    let flopsPerSecond = 2 * 8192 * Double(outputs) * Double(inputs) / prefill
    #expect(
      weightsPerSecond < accelerator.bandwidthBytesPerSecond.value && weightsPerSecond > accelerator.bandwidthBytesPerSecond.value / 2)
    #expect(flopsPerSecond < accelerator.peakFLOPs(.bf16) && flopsPerSecond > accelerator.peakFLOPs(.bf16) / 3)
  }

  /// Targets: median 5 %, 90 % of rows within 15 %. What is listed misses one: by tables that are as far off between their own
  /// neighbours, by kernels tuned for one layout and not for the next, or by two rows of a few dozen messages. Latent attention is the
  /// difference of two tables, and whole numbers of heads were kept aside.
  private static let missed: Set<String> = [
    "a100 matrix product bf16", "a100 prefill attention bf16", "a100 mixture of experts skewed bf16", "a100 collective custom all-reduce",
    "a100 collective all-gather", "a100 collective all-to-all", "h100 mixture of experts skewed bf16",
    "h200 mixture of experts balanced fp8", "h200 mixture of experts skewed fp8", "b200 matrix product fp8",
    "b200 prefill attention fp8", "b200 mixture of experts balanced fp8", "b200 collective custom all-reduce",
    "l40s matrix product bf16", "l40s matrix product fp8", "l40s prefill attention fp8", "l40s decode attention fp8",
    "l40s mixture of experts balanced bf16", "l40s mixture of experts skewed bf16", "l40s mixture of experts skewed fp8",
    "l40s collective all-reduce", "l40s collective all-to-all",
    "h100 mixture of experts balanced mxfp4", "h100 mixture of experts skewed mxfp4", "h200 mixture of experts balanced mxfp4",
    "h200 mixture of experts skewed mxfp4", "b200 mixture of experts balanced int4", "b200 mixture of experts skewed int4",
    "b200 mixture of experts balanced mxfp4", "b200 mixture of experts skewed mxfp4", "b200 mixture of experts balanced nvfp4",
    "l40s mixture of experts balanced mxfp4", "l40s mixture of experts skewed mxfp4", "b300 prefill attention fp8",
    "b300 mixture of experts balanced fp8", "b300 mixture of experts skewed int4", "b300 mixture of experts balanced mxfp4",
    "b300 mixture of experts skewed mxfp4", "b300 mixture of experts balanced nvfp4", "b300 collective custom all-reduce",
    "gb200 prefill attention fp8", "gb200 mixture of experts balanced fp8", "gb200 mixture of experts balanced int4",
    "gb200 mixture of experts skewed int4", "gb200 mixture of experts balanced mxfp4", "gb200 mixture of experts skewed mxfp4",
    "gb200 mixture of experts balanced nvfp4", "rtx-pro-6000-server decode attention bf16", "rtx-pro-6000-server decode attention fp8",
    "rtx-pro-6000-server linear attention of decodes", "rtx-pro-6000-server mixture of experts balanced bf16",
    "rtx-pro-6000-server mixture of experts skewed bf16", "rtx-pro-6000-server mixture of experts balanced fp8",
    "rtx-pro-6000-server mixture of experts skewed fp8", "rtx-pro-6000-server mixture of experts balanced mxfp4",
    "rtx-pro-6000-server mixture of experts skewed mxfp4", "rtx-pro-6000-server collective all-to-all",
    "h100 latent attention of chunks bf16", "h100 latent attention of chunks fp8", "h100 latent attention of decodes fp8",
    "h200 latent attention of chunks bf16", "h200 latent attention of chunks fp8", "h200 latent attention of decodes fp8",
    "b200 latent attention of chunks bf16", "b200 latent attention of chunks fp8", "b200 latent attention of decodes bf16",
    "b200 latent attention of decodes fp8", "b300 latent attention of chunks bf16", "b300 latent attention of chunks fp8",
    "b300 latent attention of decodes bf16", "b300 latent attention of decodes fp8", "gb200 latent attention of chunks bf16",
    "gb200 latent attention of chunks fp8", "gb200 latent attention of decodes bf16", "gb200 latent attention of decodes fp8",
  ]

  @Test(arguments: names)
  func `every operator meets its target on rows never seen, but for the known misses`(name: String) throws {
    for entry in try profile(name).accuracyTable {
      let label = [name, entry.kind.rawValue, entry.variant, entry.format?.rawValue].compactMap(\.self).joined(separator: " ")
      let residuals = entry.residuals
      #expect(residuals.missesTarget == Self.missed.contains(label), "\(label): \(residuals)")
      #expect(residuals.heldOutRows * 9 > residuals.rows)
      #expect((residuals.heldOutShapes > 0) == (entry.kind != .collective), "\(label)")
      // Where a fit is further off, the rows of its table are as far from their own neighbours.
      let own = residuals.noise?.p90Error ?? 0
      let isDifference = [.latentPrefill, .latentDecode].contains(entry.kind)
      #expect(residuals.medianError <= (isDifference ? 0.145 : 0.085), "\(label): \(residuals)")
      #expect(residuals.p90Error <= (isDifference ? 0.33 : 0.31) || residuals.p90Error <= own, "\(label): \(residuals)")
      #expect(residuals.noise != nil, "\(label)")
    }
  }
}
