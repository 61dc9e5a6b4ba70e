import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Encoders beside a model: what they cost, hold and are refused beside.
@Suite("Encoders")
struct EncoderTests {
  private func deployment(
    _ model: String = "llama-3.1-8b", encoder name: String? = "clip-vit-l-336", tokens: Int = 576,
    _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    var options = DeploymentOptions()
    if let name { options.encoder = ImageEncoder(try EncoderCatalog.encoder(named: name), isPartOfModel: false, imageTokens: tokens) }
    change(&options)
    return try Deployment(
      model: ModelCatalog.model(named: model).shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"), options: options)
  }

  private func shape(images: Int32) -> BatchShape {
    var shape = BatchShape()
    (shape.prefillChunks, shape.prefillTokens, shape.sampledRows, shape.encodedImages) = (1, 700, 1, images)
    return shape
  }

  @Test("an iteration is longer by what its images take, and the parts of its breakdown come to the whole")
  func iterations() throws {
    let (with, without) = (try deployment { $0.kvBlocks = 100 }, try deployment(encoder: nil) { $0.kvBlocks = 100 })
    let chunk = with.costModel.chunkCost(tokens: 700, contextTokens: 0)
    let plan = try #require(with.encoder)
    for images: Int32 in [0, 1, 3, 64, 65, 1000] {
      let step = with.costModel.iterationCost(of: shape(images: images), chunks: chunk)
      let plain = without.costModel.iterationCost(of: shape(images: 0), chunks: chunk)
      #expect(step.time.base == plain.time.base + plan.time(images: Int(images)).picoseconds)
      #expect(step.energy.base == plain.energy.base + plan.cost(images: Int(images)).energyNanojoules)
      let parts = with.breakdown(of: shape(images: images), chunks: chunk)
      #expect(parts.reduce(.zero) { $0 + $1.time } == step.time(of: .zero), "\(images)")
      #expect(parts.contains { $0.part == .encoder } == (images > 0))
    }
    #expect(plan.time(images: 1000) == plan.time(images: 64) * 15 + plan.time(images: 40))
    for (one, next) in zip(0..<64, 1...64) { #expect(plan.time(images: next) > plan.time(images: one)) }
    // Images share the reading of weights and the starts of kernels.
    #expect(plan.time(images: 16).seconds < 16 * plan.time(images: 1).seconds)
    let absurd = plan.cost(images: .max)
    #expect(absurd.time <= .seconds(86_400) && absurd.energyNanojoules > 0)
  }

  @Test("CLIP's 23 layers of LLaVA take their multiplications at some four tenths of the peak and more, twice the patches twice as long")
  func rates() throws {
    let shape = try EncoderCatalog.encoder(named: "llava-1.5-7b")
    #expect(shape.layers == 23 && shape.passes(ofPatches: 2880) == (5, 577) && shape.patchesPerToken == 1)
    let plan = try #require(try deployment("llama-2-7b", encoder: "llava-1.5-7b", tokens: 2880).encoder)
    let perRow = Double(shape.layers * (4 * 1024 * 1024 + 2 * 1024 * 4096))
    let flops = 16 * 5 * 577 * (2 * perRow + Double(shape.layers) * 4 * 577 * 1024)
    let share = flops / plan.time(images: 16).seconds / 989.4e12
    #expect(share > 0.35 && share < 0.75, "\(share)")
    let half = try #require(try deployment("llama-2-7b", encoder: "llava-1.5-7b", tokens: 1440).encoder)
    #expect(abs(plan.time(images: 32).seconds / half.time(images: 32).seconds - 5 / 3) < 0.1)
  }

  @Test("weights and cache come out of the memory of KV, a model's own tower and no cache out of none")
  func memory() throws {
    let plain = try deployment(encoder: nil).memory
    let with = try deployment().memory
    let parameters = try EncoderCatalog.encoder(named: "clip-vit-l-336").parameters
    #expect(with.encoderBytes == 2 * parameters && with.weightBytes == plain.weightBytes + with.encoderBytes)
    #expect(abs(Double(parameters) / 304e6 - 1) < 0.02, "\(parameters)")
    let cached = try deployment { $0.encoder?.cacheBytes = 4_000_000_000 }.memory
    #expect(cached.encoderBytes == with.encoderBytes + 4_000_000_000 && cached.kvBlocks < with.kvBlocks - 1500)
    let own = try deployment { $0.encoder?.isPartOfModel = true }.memory
    #expect(own.encoderBytes == 0 && own.kvBlocks == plain.kvBlocks)
    let halved = try deployment { $0.layout.tensor = 2 }
    #expect(halved.memory.encoderBytes == parameters)
    #expect(try #require(halved.encoder).time(images: 16) < #require(try deployment().encoder).time(images: 16))
    #expect(throws: InputError.self) { try deployment { $0.encoder?.cacheBytes = 70_000_000_000 } }
  }

  @Test(
    "layouts that it has no rule for, and sizes that cannot be, are refused",
    arguments: ["parallel.pipeline", "parallel.data", "parallel.context", "tokens", "patches", "cache"])
  func refusals(what: String) throws {
    let error = #expect(throws: InputError.self) {
      try deployment { options in
        switch what {
        case "parallel.pipeline": options.layout.pipeline = 2
        case "parallel.data": options.layout.data = 2
        case "parallel.context": options.layout.context.groups = 2
        case "tokens": options.encoder?.imageTokens = 0
        case "patches": options.encoder?.patches = 2_000_000
        default: options.encoder?.cacheBytes = -1
        }
      }
    }
    #expect(error.map { "\($0)".contains(what) || $0.message.contains("\(what)") } == true, "\(String(describing: error))")
    #expect(error?.remedy != nil)
  }

  @Test(
    "attention is what AIConfigurator measured on an H100: held-out heads from 256 patches on within 10 %, in the mean and nearly all in 25 %",
    .enabled(if: Deployments.data != nil))
  func attention() throws {
    let attention = EncoderAttention(try AcceleratorCatalog.accelerator(named: "h100-sxm"))
    var errors: [Int: [Double]] = [:]
    for row in try Deployments.rows("techniques/encoder-attention-h100-us.csv") {
      let sizes = ["images", "patches", "heads", "head_size"].compactMap { row[$0].flatMap(Int.init) }
      guard sizes.count == 4, sizes[1] >= 256, let measured = row["us"].flatMap(Double.init) else { continue }
      let simulated = attention.seconds(sequences: sizes[0], rows: sizes[1], heads: sizes[2], headSize: sizes[3]) * 1e6
      errors[sizes[2], default: []].append(abs(simulated / measured - 1))
    }
    // The constants are fitted to the rows of 16 heads.
    for heads in [12, 20] {
      let sorted = try #require(errors[heads]).sorted()
      #expect(sorted.count > 400)
      #expect(sorted.reduce(0, +) / Double(sorted.count) < 0.10 && sorted[sorted.count / 2] < 0.06, "\(heads): \(sorted[sorted.count / 2])")
      #expect(sorted[sorted.count * 19 / 20] < 0.25, "\(heads): \(sorted[sorted.count * 19 / 20])")
    }
  }

  @Test("and so are eight of nine of its rows within 15 %, one within 30 %: images, patches, heads, size of a head, microseconds")
  func attentionRows() throws {
    let attention = EncoderAttention(try AcceleratorCatalog.accelerator(named: "h100-sxm"))
    var errors: [Double] = []
    // From `encoder_attention/vllm/0.24.0` of AIConfigurator (Apache-2.0).
    for (images, patches, heads, size, measured) in [
      (1, 4096, 16, 64, 167.824), (1, 16_384, 16, 80, 2561.915), (2, 2304, 16, 64, 99.744), (4, 1500, 16, 64, 97.621),
      (8, 4096, 16, 80, 1328.251), (16, 576, 16, 64, 74.123), (32, 1296, 16, 72, 613.813), (64, 576, 16, 80, 280.149),
      (64, 2048, 16, 72, 2945.035),
    ] {
      let simulated = attention.seconds(sequences: images, rows: patches, heads: heads, headSize: size) * 1e6
      errors.append(abs(simulated / measured - 1))
    }
    errors.sort()
    #expect(errors[7] < 0.15 && errors[8] < 0.30, "\(errors)")
  }
}
