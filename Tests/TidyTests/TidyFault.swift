/// A place where a rule is not kept.
struct TidyFault: CustomStringConvertible {
  let rule: TidyRule
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message) (\(rule.rawValue))" }
}
