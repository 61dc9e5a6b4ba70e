import Kernel
import Model

/// A model on its accelerators: what one replica costs in time, memory, watts and money.
public struct Deployment: Sendable {
  /// The model.
  public let model: ModelShape
  /// The accelerator that it runs on.
  public let accelerator: Accelerator
  /// How.
  public let options: DeploymentOptions
  /// The cost of its iterations.
  public let costModel: RooflineCostModel
  /// Its memory.
  public let memory: MemoryPlan

  /// Puts `model` on `accelerator`.
  ///
  /// - Throws: ``InputError`` where the layout does not divide the model, or the model does not fit: then it says what
  ///   is needed, what there is, and what would fit.
  public init(model: ModelShape, accelerator: Accelerator, options: DeploymentOptions = DeploymentOptions()) throws(InputError) {
    throw InputError("not built yet")
  }

  /// Accelerators in a replica.
  public var accelerators: Int { options.layout.accelerators }

  /// Watts that a replica draws when it does nothing, its share of the hosts included.
  public var idleWatts: Double { Double(accelerators) * (accelerator.idleWatts.value + accelerator.hostWatts.value) }

  /// Price of a replica in US dollars an hour.
  public var dollarsPerHour: Double { Double(accelerators) * (options.dollarsPerHour ?? accelerator.dollarsPerHour.value) }

  /// Where the iteration's time goes: parts whose sum is its time and energy exactly.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    costModel.breakdown(of: shape, chunks: chunks)
  }

  /// Shares of peak arithmetic and of peak bandwidth that a replica used while busy, from its sums over a run.
  ///
  /// Windowed layers count the whole context, so models with a window are overstated on long contexts.
  public func utilisation(
    iterations: Int, prefillTokens: Int, prefillPairs: Int, decodeTokens: Int, decodeContextTokens: Int, sampledRows: Int,
    busy: Duration
  ) -> (modelFLOPsUtilisation: Double, bandwidthUtilisation: Double) {
    fatalError("under construction")
  }
}
