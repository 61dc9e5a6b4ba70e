import Hardware
import Kernel
import Model
import Scenario

/// The layouts that a plan looks at: every combination of what may vary.
public struct PlanSpace: Sendable {
  /// Ids of accelerators, none twice.
  public var accelerators: [String]
  /// Tensor-parallel degrees.
  public var tensor: [Int]
  /// Pipeline stages.
  public var pipeline: [Int]
  /// Formats of the weights; nil stands for what the scenario says.
  public var weights: [NumberFormat?]
  /// Ways to divide the work.
  public var modes: [PlanMode]
  /// The most accelerators that a fleet may have.
  public var mostAccelerators: Int
  /// The accelerators that are there; nil where as many can be had as it takes.
  public var inventory: PlanInventory?
  /// Whether fleets of two types side by side are looked for.
  public var isMixed = false

  /// How many accelerators a fleet may have.
  public var limits: FleetLimits { FleetLimits(mostAccelerators: mostAccelerators, inventory: inventory) }

  /// The accelerators that a plan looks at where none are named: the scenario's own, and those of the catalog that have a price and a
  /// profile of measured times, so that no row of the table rests on a datasheet alone.
  public static func defaultAccelerators(for scenario: Scenario) -> [String] {
    let own = scenario.pools[0].accelerator
    let measured = AcceleratorCatalog.accelerators.filter {
      $0.dollarsPerHour.value > 0 && ProfileCatalog.entry(forAccelerator: $0.id) != nil
    }.map(\.id)
    return measured.contains(own) ? measured : [own] + measured
  }

  /// The default space of a scenario: up to eight accelerators that share a layer, which is a node of most, one pipeline stage, beside
  /// these the degrees that the scenario has itself, and the format that it names.
  public init(for scenario: Scenario) {
    accelerators = Self.defaultAccelerators(for: scenario)
    let own = scenario.pools[0].layout
    tensor = Self.degrees([1, 2, 4, 8], and: own.tensor)
    pipeline = Self.degrees([1], and: own.pipeline)
    weights = [nil]
    modes = PlanMode.allCases
    mostAccelerators = 256
  }

  private static func degrees(_ common: [Int], and own: Int) -> [Int] { common.contains(own) ? common : (common + [own]).sorted() }

  /// All layouts, by accelerator first.
  public var layouts: [PlanLayout] {
    accelerators.flatMap { accelerator in
      weights.flatMap { format in
        tensor.flatMap { tensor in
          pipeline.flatMap { pipeline in
            modes.map { PlanLayout(accelerator: accelerator, tensor: tensor, pipeline: pipeline, weights: format, mode: $0) }
          }
        }
      }
    }
  }
}
