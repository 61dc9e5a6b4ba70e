/// A file that may break one rule, and why.
struct TidyException {
  let rule: TidyRule
  let path: String
  let reason: String

  static let all: [TidyException] = []

  func covers(_ fault: TidyFault) -> Bool { rule == fault.rule && path == fault.path }
}
