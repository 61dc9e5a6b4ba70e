/// Numbers of runs as a statement takes them, whatever their number: `run IN (SELECT value FROM json_each(?))`.
enum RunList {
  static func text(_ runs: [Int64]) -> String { "[" + runs.map { "\($0)" }.joined(separator: ",") + "]" }
  static let condition = "run IN (SELECT value FROM json_each(?))"
}
