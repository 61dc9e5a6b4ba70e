import Kernel
import Record
import Serving

/// First come, first served, which pins the first eight tokens of request 0 for as many requests as its parameter says:
/// those behind it are the members, each of which lets the prefix go when it is admitted.
struct PinningScheduler: Scheduler {
  static let name = "pinning"
  static let summary = "for tests: keeps the first request's prefix for those that follow"
  static let source = "these tests"
  static let parameters = [ParameterDoc("members", .count(0), range: 0...1000, meaning: "requests that the prefix is kept for")]

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { maximumModelTokens }

  private let members: Int
  private var pin: PrefixPin?
  private var left = 0

  init(_ parameters: Parameters, replica: ReplicaDescription) throws { members = parameters.integer("members") }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    while let request = iteration.firstWaiting, iteration.admit(request, tokens: request.remainingPrefillTokens) {
      if request.id == 0 && members > 0 {
        pin = iteration.pinPrefix(of: request, tokens: 11, members: members)
        left = members
      } else if let pin, left > 0 {
        iteration.unpin(pin)
        left -= 1
      }
    }
    if iteration.prefillTokens > 0 { return }
    iteration.continueDecodes()
  }
}
