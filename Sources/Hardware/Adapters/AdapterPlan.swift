import Kernel
import Model

/// What adapters take of memory, links and time on the accelerators of one replica.
public struct AdapterPlan: Hashable, Sendable {
  /// The adapters.
  public let adapters: Adapters
  /// Matrices that have one, all layers together.
  public var matrices: Int { shape.count }
  let shape: AdapterMatrices
  private let tensor: Int
  private let changeSeconds: Double
  private let rates: RooflineRates

  init(_ adapters: Adapters, model: ModelShape, layout: ParallelLayout, rates: RooflineRates) {
    self.adapters = adapters
    shape = AdapterMatrices(of: model, targets: adapters.targets, tensor: layout.tensor)
    tensor = layout.tensor
    self.rates = rates
    // One pass takes the old adapter out of the weights and one brings the new one in; each reads them and writes them.
    changeSeconds = adapters.kernel == .merged ? 4 * Double(shape.weightBytes) / rates.bytesPerSecond : 0
  }

  /// Bytes of an adapter of a rank on each accelerator.
  public func bytes(rank: Int) -> Double { Self.bytes(adapters, shape, tensor: tensor, rank: rank) }

  fileprivate static func bytes(_ adapters: Adapters, _ shape: AdapterMatrices, tensor: Int, rank: Int) -> Double {
    let share = Double(rank) / Double(adapters.greatest)
    if let bytes = adapters.bytes { return share * Double(bytes) / Double(tensor) }
    return 2 * Double(shape.values * rank)
  }

  /// How long an adapter of a rank takes from the host's memory to where it can be used.
  public func loadTime(rank: Int) -> Duration {
    RooflineRates.duration(adapters.link.seconds(bytes: bytes(rank: rank)) + changeSeconds)
  }

  /// How long weights with an adapter in them take to become the plain ones; nil where adapters stand beside the weights.
  public var changeTime: Duration? { adapters.kernel == .merged ? RooflineRates.duration(changeSeconds) : nil }

  /// Energy above idle that an adapter of a rank takes to come, over all accelerators of a replica, in nanojoules.
  public func loadNanojoules(rank: Int) -> Int64 {
    let merging = adapters.kernel == .merged ? 4 * Double(shape.weightBytes) : 0
    return rates.copyNanojoules(bytes: bytes(rank: rank) + merging)
  }

  /// Bytes that an adapter of a rank moves over the links of a replica.
  public func loadedBytes(rank: Int) -> Int { Int((bytes(rank: rank) * Double(tensor)).rounded(.up)) }

  /// What a batch of so many rows comes to that have the first `count` adapters, each as many as the others.
  public func work(adapters count: Int, rows: Int, decodes: Bool) -> AdapterWork {
    var work = AdapterWork()
    if count < 1 || adapters.kernel == .merged { return work }
    work.adapters = Int32(clamping: count)
    for adapter in 0..<count { work.ranks += Int32(adapters.ranks[adapter % adapters.ranks.count]) }
    work.rows = rows
    work.rankRows = rows * Int(work.ranks) / count
    work.decodeRankRows = decodes ? work.rankRows : 0
    return work
  }

  /// Bytes that `count` adapters take of a replica's host: each once, not divided.
  public func hostBytes(count: Int) -> Double {
    let ranks = adapters.ranks
    let cycle = ranks.reduce(0.0) { $0 + bytes(rank: $1) } * Double(tensor)
    let rest = ranks.prefix(count % ranks.count).reduce(0.0) { $0 + bytes(rank: $1) } * Double(tensor)
    return cycle * Double(count / ranks.count) + rest
  }
}

extension MemoryPlan {
  /// Bytes of the slots for adapters on each accelerator, all of them of the greatest rank. Where the adapter is in the weights there are
  /// two, for the one that is taken out and the one that is brought in.
  static func adapterBytes(of model: ModelShape, options: DeploymentOptions) -> Int {
    guard let adapters = options.adapters else { return 0 }
    let shape = AdapterMatrices(of: model, targets: adapters.targets, tensor: options.layout.tensor)
    let each = AdapterPlan.bytes(adapters, shape, tensor: options.layout.tensor, rank: adapters.greatest)
    // Absurd adapters are refused by the plan, not trapped on.
    return Int(min((each * Double(adapters.kernel == .merged ? 2 : adapters.slots)).rounded(.up), 1e17))
  }
}
