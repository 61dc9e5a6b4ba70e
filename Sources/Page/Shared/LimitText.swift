import Report

/// Limits as their authors write them: without digits that say nothing.
enum LimitText {
  /// A length of time, such as `500 ms` or `1.5 s`.
  static func time(_ seconds: Double) -> String {
    let whole = NumberText.time(seconds: seconds, decimals: 0)
    let exact = NumberText.time(seconds: seconds, decimals: 3)
    return exact.replacing(".000", with: "") == whole ? whole : NumberText.time(seconds: seconds)
  }
}
