/// What a plan lays over the scenario beside a layout: one of the combinations of what it varies.
public struct PlanSetting: Hashable, Sendable {
  /// The value of everything that varies, in the order of ``PlanVariation/columns``; empty where nothing does.
  public let values: [VariedValue]
  /// The change that makes it, as assignments such as `engine.max_batched_tokens=512`.
  public let assignments: [String]

  /// A setting; by default the scenario as it stands.
  public init(values: [VariedValue] = [], assignments: [String] = []) {
    (self.values, self.assignments) = (values, assignments)
  }

  /// Such as `scheduler=fcfs max_batched_tokens=512`, by the last part of each path where it tells them apart.
  public var text: String {
    zip(Self.headings(values.map(\.path)), values).map { "\($0)=\($1.text)" }.joined(separator: " ")
  }

  /// What keys are called in a table: the last part of each path, or the whole path where two end alike.
  public static func headings(_ paths: [String]) -> [String] {
    func last(_ path: String) -> String { path.split(separator: ".").last.map(String.init) ?? path }
    return paths.map { path in paths.count { last($0) == last(path) } > 1 ? path : last(path) }
  }
}
