import Foundation
import Hardware
import Store

/// How far a server that was checked is from another one: a sum over what differs, and the same in words.
///
/// The weights put in order what an error comes from: an accelerator of another generation runs other kernels with other rates (6), one
/// of the same generation the same kernels at other rates (2); a model of another kind has operators that the check did not try (4), one of
/// the same kind other shapes (up to 2); costs of the datasheet in place of measured ones (3) are others for every operator; a layout, a
/// format, an engine of its own or a technique that no check has changes a part of every iteration (1.5 or less each).
public struct CheckDistance: Hashable, Sendable {
  /// The sum.
  public let value: Double
  /// What differs, none of it twice.
  public let differences: [String]

  /// Beyond this a check says nothing of the other server: another generation of accelerators alone is as far.
  static let farthestNear = 5.0

  /// Whether the check says something of the other server.
  public var isNear: Bool { value <= Self.farthestNear }

  /// From a server that was checked to `other`.
  public init(from checked: FidelityCheck.Server, to other: FidelityCheck.Server) {
    var (value, differences) = (0.0, [String]())
    func add(_ weight: Double, _ difference: String) {
      value += weight
      differences.append(difference)
    }
    if checked.accelerator != other.accelerator {
      let family = AcceleratorFamily.name(of: checked.accelerator)
      let isAlike = family != nil && family == AcceleratorFamily.name(of: other.accelerator)
      add(isAlike ? 2 : 6, "\(checked.accelerator), not \(other.accelerator)")
    }
    if checked.model != other.model {
      add(Self.models(checked, other), "\(checked.model), not \(other.model)")
    }
    let layouts = Self.layouts(checked, other)
    if layouts > 0 { add(layouts, "\(Self.shown(checked.layout)), not \(Self.shown(other.layout))") }
    if checked.weights != other.weights { add(1, "weights in \(checked.weights), not \(other.weights)") }
    if checked.keyValues != other.keyValues { add(0.5, "KV in \(checked.keyValues), not \(other.keyValues)") }
    if checked.engine != other.engine {
      func kind(_ name: String) -> Substring { name.prefix { $0 != "-" } }
      add(kind(checked.engine) == kind(other.engine) ? 0.5 : 1.5, "\(checked.engine), not \(other.engine)")
    }
    for technique in other.techniques where !checked.techniques.contains(technique) { add(1.5, "without \(technique)") }
    if let costs = Self.costs(checked, other) { add(costs, "costs of \(checked.costs), not \(other.costs)") }
    self.value = value
    self.differences = differences
  }

  private static func shown(_ layout: String) -> String { layout.isEmpty ? "one accelerator" : layout }

  /// Models of a kind by their sizes, twice or half as large 1; trainings and versions of the same shape next to nothing.
  private static func models(_ one: FidelityCheck.Server, _ other: FidelityCheck.Server) -> Double {
    if one.architecture != other.architecture { return 4 }
    let size = min(1.5, abs(log2(one.parameters / other.parameters)))
    func family(_ name: String) -> Substring { name.prefix(while: \.isLetter) }
    return size + (family(one.model) == family(other.model) ? 0.1 : 0.5)
  }

  /// Costs of another profile of one accelerator are other fits of one machine; of another accelerator a profile is another one anyway.
  private static func costs(_ one: FidelityCheck.Server, _ other: FidelityCheck.Server) -> Double? {
    if one.costs == other.costs { return nil }
    let kinds = [one.costs, other.costs].map { ["roofline", "step times"].contains($0) ? $0 : "profile" }
    if kinds[0] != kinds[1] { return 3 }
    return one.accelerator == other.accelerator ? 1 : nil
  }

  private static func layouts(_ one: FidelityCheck.Server, _ other: FidelityCheck.Server) -> Double {
    let tensor = min(1, 0.5 * abs(log2(Double(one.tensor) / Double(other.tensor))))
    return tensor + (one.pipeline == other.pipeline ? 0 : 1) + (one.data == other.data ? 0 : 0.75) + (one.expert == other.expert ? 0 : 0.5)
  }
}
