import Kernel
import Model

/// What the accelerators of one tensor-parallel group attain, and how work becomes time and energy.
struct RooflineRates: Hashable, Sendable {
  /// Seconds that one accelerator needs for a piece of work, by what it needs them for.
  struct Work: Hashable, Sendable {
    /// Arithmetic at the kernel's own tiles.
    var computeSeconds = 0.0
    /// Arithmetic were there no waste in tiles: what energy is spent on.
    var usefulComputeSeconds = 0.0
    /// Memory traffic.
    var memorySeconds = 0.0
    /// Waiting for a link.
    var linkSeconds = 0.0
    /// Kernels started.
    var launchSeconds = 0.0
    /// Whether it is the sampler's.
    var isSampling = false

    /// How long it takes: the roofline, and what cannot overlap with it.
    var seconds: Double { max(computeSeconds, memorySeconds) + linkSeconds + launchSeconds }

    /// The work as a power cap sees it when it takes `seconds`: arithmetic is done at the processors' clock, and where it is
    /// what limits, so is all that is neither link nor launch.
    func activity(seconds: Double) -> PowerModel.Activity {
      if isSampling { return .sampling(seconds: seconds) }
      let fixed = linkSeconds + launchSeconds
      let isComputeBound = computeSeconds > memorySeconds
      let clocked = isComputeBound ? max(0, seconds - fixed) : min(computeSeconds, seconds)
      return PowerModel.Activity(
        seconds: seconds, clockedSeconds: clocked, otherSeconds: isComputeBound ? min(fixed, seconds) : 0,
        computeSeconds: usefulComputeSeconds, memorySeconds: memorySeconds)
    }

    var limit: BreakdownPart.Limit {
      let roof = max(computeSeconds, memorySeconds)
      if linkSeconds > roof { return .link }
      if launchSeconds > roof { return .launch }
      return computeSeconds > memorySeconds ? .compute : .memory
    }
  }

  /// A tile shape of a matrix product: rows, columns, and what it attains of the best one. The kernel library picks the
  /// fastest, so small batches take small tiles; the ratios are those that fit the H100, H200, B200, A100 and L40S
  /// tables of AIConfigurator within 5 to 7 % (median).
  static let tiles: [(rows: Int, columns: Int, attained: Double)] = [
    (256, 128, 1), (128, 128, 1), (64, 128, 0.9), (64, 64, 0.75), (16, 64, 0.3),
  ]

  let processors: Int
  let bytesPerSecond: Double
  let keyValueBytesPerSecond: Double
  let attentionFLOPs: Double
  let launchSeconds: Double
  let tensor: Int
  /// Accelerators that work on a layer at once, which all draw power.
  let accelerators: Int
  /// Heads that kernels of selected latents compute at once.
  var latentHeadTile: Int { accelerator.latentHeadTile }
  let collective: CollectiveCost
  let power: PowerModel
  private let sixteenBitFLOPs: Double
  private let gemmEfficiency: Double
  private let parameters: RooflineParameters
  private let accelerator: Accelerator

  init(accelerator: Accelerator, layout: ParallelLayout, link: Link, parameters: RooflineParameters) {
    self.accelerator = accelerator
    self.parameters = parameters
    tensor = layout.tensor
    accelerators = layout.acceleratorsPerStage
    processors = accelerator.processors.value
    let bandwidth = accelerator.bandwidthBytesPerSecond.value
    bytesPerSecond = bandwidth * (parameters.bandwidthEfficiency ?? accelerator.bandwidthEfficiency.value)
    keyValueBytesPerSecond = bandwidth * parameters.attentionBandwidthEfficiency
    gemmEfficiency = parameters.gemmEfficiency ?? accelerator.gemmEfficiency.value
    sixteenBitFLOPs = accelerator.peakFLOPs(.bf16)
    attentionFLOPs = sixteenBitFLOPs * parameters.attentionEfficiency
    launchSeconds = parameters.kernelLaunchSeconds
    collective = CollectiveCost(link: link, members: tensor, efficiency: parameters.linkEfficiency)
    power = PowerModel(
      idleWatts: accelerator.idleWatts.value, maximumWatts: accelerator.maximumWatts.value, capWatts: accelerator.powerCapWatts,
      shares: parameters.powerShares(of: accelerator))
  }

  /// FLOP/s that large products attain with weights in `format`.
  func attainableFLOPs(_ format: NumberFormat) -> Double {
    let narrow = accelerator.arithmeticFormat(for: format).isQuantized
    return accelerator.peakFLOPs(format) * gemmEfficiency * (narrow ? parameters.quantizedEfficiencyRatio : 1)
  }

  /// A product of a (rows x inputs) activation with a weight of `outputs` columns, once for each of `groups` weights
  /// (experts), each with an equal part of the rows. `flops` is what the weights' format attains.
  ///
  /// Time never falls as rows are added: every tile shape's time is a product of ceilings, and the least of them counts.
  func product(
    rows: Double, outputs: Int, inputs: Int, groups: Double = 1, bytesPerWeight: Double, flops: Double
  ) -> Work {
    let rowsPerGroup = Int((rows / groups).rounded(.up))
    let perProcessor = flops / Double(processors)
    var seconds = Double.infinity
    for tile in Self.tiles {
      let count = groups * Double((rowsPerGroup + tile.rows - 1) / tile.rows) * Double((outputs + tile.columns - 1) / tile.columns)
      let waves = (count / Double(processors)).rounded(.up)
      seconds = min(seconds, waves * 2 * Double(tile.rows * tile.columns) * Double(inputs) / (perProcessor * tile.attained))
    }
    let weights = groups * Double(outputs) * Double(inputs) * bytesPerWeight
    let activations = rows * Double(inputs + outputs) * 2
    var work = Work(launchSeconds: launchSeconds)
    work.computeSeconds = seconds
    work.usefulComputeSeconds = 2 * rows * Double(outputs) * Double(inputs) / flops
    work.memorySeconds = (weights + activations) / bytesPerSecond
    return work
  }

  /// Elementwise work that moves so many bytes in so many kernels.
  func stream(bytes: Double, kernels: Int) -> Work {
    Work(memorySeconds: bytes / bytesPerSecond, launchSeconds: Double(kernels) * launchSeconds)
  }

  /// The cost of work repeated `times` (in every layer), rounded once. Energy counts every accelerator of the group.
  /// `measured` is how long it takes where that is known better than by the roofline.
  func cost(of work: Work, times: Int, measured: Double? = nil) -> ChunkCost {
    cost(of: work, repeats: Double(times), measured: measured)
  }

  /// The same for work that is not repeated a whole number of times, as that of a share of a layer's heads.
  func cost(of work: Work, repeats: Double, measured: Double? = nil) -> ChunkCost {
    let run = power.run(work.activity(seconds: measured ?? work.seconds))
    return ChunkCost(
      time: Self.duration(run.seconds * repeats),
      energyNanojoules: Self.nanojoules(run.joulesAboveIdle * repeats * Double(accelerators)))
  }

  /// The cost of sampling for so long beside the operators that are measured. Each accelerator has all logits, and samples.
  func sampling(seconds: Double) -> ChunkCost { cost(of: Work(launchSeconds: seconds, isSampling: true), repeats: 1) }

  /// Nanojoules above idle, over all accelerators of the group, of bytes that come over a link into the memory of each: the
  /// memory's draw, for no kernel runs.
  func copyNanojoules(bytes: Double) -> Int64 {
    let watts = (power.maximumWatts - power.idleWatts) * power.shares.memory
    return Self.nanojoules(watts * bytes / bytesPerSecond * Double(accelerators))
  }

  /// Joules above idle, over all accelerators of the group, of a second in which some kernel runs, whatever it does.
  var activeWatts: Double { power.activeWatts * Double(accelerators) }

  /// Whole picoseconds, capped at a day, so that absurd batches give long times and their sums still fit 64 bits.
  static func duration(_ seconds: Double) -> Duration { Duration(seconds: min(seconds, 86_400)) }

  /// Whole nanojoules, capped at a tenth of a gigajoule.
  static func nanojoules(_ joules: Double) -> Int64 { Int64((min(joules, 1e8) * 1e9).rounded()) }
}
