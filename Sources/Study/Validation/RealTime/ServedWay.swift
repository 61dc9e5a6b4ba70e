import Kernel
import Record
import Serving

/// One way of serving that is validated: a policy, and how the work of a request is divided.
struct ServedWay: Hashable, Sendable {
  /// The policy.
  let scheduler: String
  /// Whether one engine does all of a request, or two share it.
  let mode: PlanMode
  /// Whether requests share prompts: the policy groups them by that.
  let sharesPrompts: Bool

  /// As in a table: the policy, and the mode where it is not the plain one.
  var name: String { mode == .aggregated ? scheduler : "\(scheduler) \(mode.rawValue)" }

  /// A way of serving.
  ///
  /// - Throws: ``InputError`` for a policy that is none, and for what the executed engines cannot do.
  init(_ scheduler: String, _ mode: PlanMode) throws {
    let type = try SchedulerCatalog.scheduler(named: scheduler)
    self.scheduler = type.name
    self.mode = mode
    sharesPrompts = type.groupsRequests
    if sharesPrompts && mode == .disaggregated {
      throw InputError(
        "two executed engines do not share prompts, which \(scheduler) is about",
        remedy: "--mode aggregated, or a policy that groups no requests")
    }
  }

  /// All ways of a plan: each policy in each mode.
  ///
  /// - Throws: ``InputError`` as ``init(_:_:)`` does.
  static func all(of plan: RealTimePlan) throws -> [ServedWay] {
    var ways: [ServedWay] = []
    for scheduler in plan.schedulers { for mode in plan.modes { ways.append(try ServedWay(scheduler, mode)) } }
    return ways
  }

  /// What the policy is given on both sides. Decodes of the executed core read a prefix for each sequence, and no more sequences run at
  /// once than were calibrated.
  var policySettings: [String: ParameterValue] {
    sharesPrompts ? ["shared_attention": .flag(false), "token_batching_degree": .count(0)] : [:]
  }
}
