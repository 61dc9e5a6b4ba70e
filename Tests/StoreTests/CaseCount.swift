import Foundation

/// How many random cases a suite tries.
enum CaseCount {
  /// The numbers of `usual` cases, or of so many times as many as the environment's `WINDTUNNEL_CASES` says: ten times in
  /// `make test-more`, and a few in a hundred where a sanitizer makes each of them slow.
  static func cases(_ usual: Int) -> Range<Int> { 0..<max(1, Int((Double(usual) * factor).rounded())) }

  /// All of so many cases that come one after the other or, where fewer are to be tried, some of them at equal distances.
  static func spread(_ count: Int) -> [Int] {
    let step = factor < 1 ? Int((1 / factor).rounded()) : 1
    return Array(stride(from: 0, to: count, by: step))
  }

  private static let factor: Double = {
    guard let text = ProcessInfo.processInfo.environment["WINDTUNNEL_CASES"] else { return 1 }
    guard let factor = Double(text), factor > 0, factor <= 1000 else {
      preconditionFailure("WINDTUNNEL_CASES is '\(text)'; a number above 0, 1000 at most")
    }
    return factor
  }()
}
