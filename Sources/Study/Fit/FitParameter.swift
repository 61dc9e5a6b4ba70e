import Foundation
import Hardware
import Kernel

/// What of an installation a fit can find, in the order in which it is looked for: what differs most from one installation to the next comes
/// first, and operators, which a profile was measured for, behind the front end and the host.
public enum FitParameter: Int, CaseIterable, Hashable, Sendable, Comparable {
  /// The way from the client to the engine's queue, and with it all that a first token waits for beyond the engine.
  case frontEndDelay
  /// Host time of every iteration that nothing hides.
  case exposedHostTime
  /// Host time of an iteration.
  case hostTime
  /// Dense matrix products, against the profile.
  case linear
  /// Collectives between accelerators, against the profile.
  case link
  /// Routed experts, against the profile.
  case experts
  /// Attention, against the profile.
  case attention
  /// Host time for each sequence of a batch.
  case hostTimePerSequence
  /// How long the one process at the door is busy with a request.
  case frontEndService

  /// The name: the engine's key in a scenario, or the class of operators.
  public var name: String {
    switch self {
    case .frontEndDelay: "front_end_delay"
    case .frontEndService: "front_end_service"
    case .hostTime: "host_time"
    case .hostTimePerSequence: "host_time_per_sequence"
    case .exposedHostTime: "exposed_host_time"
    case .linear: OperatorClass.linear.rawValue
    case .attention: OperatorClass.attention.rawValue
    case .experts: OperatorClass.experts.rawValue
    case .link: OperatorClass.link.rawValue
    }
  }

  /// What it is, in a few words; operators are factors of the profile's times.
  public var meaning: String {
    switch self {
    case .frontEndDelay: "client to queue"
    case .frontEndService: "at the door, a request"
    case .hostTime: "host, an iteration"
    case .hostTimePerSequence: "host, a sequence"
    case .exposedHostTime: "host, not hidden"
    case .linear: "matrix products"
    case .attention: "attention"
    case .experts: "routed experts"
    case .link: "collectives"
    }
  }

  /// The class of operators whose times it multiplies; nil for a time of the engine.
  public var operatorClass: OperatorClass? { OperatorClass(rawValue: name) }

  /// Whether it acts before the engine's queue, where a record by the engine's own clock has nothing of it.
  var isOfFrontEnd: Bool { self == .frontEndDelay || self == .frontEndService }

  /// What a fit counts by: in seconds, or in the logarithm of a factor.
  var step: Double {
    switch self {
    case .frontEndDelay: 2e-3
    case .frontEndService: 5e-4
    case .hostTime: 2e-4
    case .exposedHostTime: 1e-4
    case .hostTimePerSequence: 4e-6
    case .linear, .attention, .experts, .link: 0.05
    }
  }

  /// Half an interval beyond which the data tell nothing of it, in steps: ten times what one step changes, a factor of 1.65.
  static let widestSteps = 10.0

  /// The least and the greatest that it may come to: seconds, or the logarithm of a factor.
  var bounds: ClosedRange<Double> { operatorClass == nil ? 0...1 : -1.4...1.4 }

  /// A value as it is fitted, in seconds or as a factor.
  func figure(_ value: Double) -> Double { operatorClass == nil ? value : exp(value) }

  /// The parameter of that name.
  ///
  /// - Throws: ``InputError`` with the nearest name, or with all.
  public init(named name: String) throws(InputError) {
    guard let parameter = Self.allCases.first(where: { $0.name == name }) else {
      let near = Nearest.hint(name, among: Self.names).map { $0 + " " } ?? ""
      throw InputError("nothing that is fitted is called '\(name)'", remedy: near + "there are \(Self.names.joined(separator: ", "))")
    }
    self = parameter
  }

  /// Those that come first are looked for first.
  public static func < (one: FitParameter, other: FitParameter) -> Bool { one.rawValue < other.rawValue }

  /// All names, for help and errors.
  public static var names: [String] { allCases.map(\.name) }
}
