import Foundation

/// How many random cases a suite tries.
enum CaseCount {
  /// The numbers of `usual` cases, or of so many times more as the environment's `WINDTUNNEL_CASES` says: `make test-more`.
  static func cases(_ usual: Int) -> Range<Int> { 0..<(usual * factor) }

  private static let factor = max(1, ProcessInfo.processInfo.environment["WINDTUNNEL_CASES"].flatMap { Int($0) } ?? 1)
}
