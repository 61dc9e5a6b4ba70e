import Kernel
import Record
import Serving

/// What a run in real time came to.
package struct ServedRun {
  /// Counts and sums.
  package let outcome: RunOutcome
  /// The requests in the order of finishing.
  package let records: [RequestRecord]
  /// The iterations, in order.
  package let steps: [ServedStep]
  /// Part of the world's time in which the machine worked for others, and the serving clock stood still.
  package let lostShare: Double
  /// The tokens of the requests, prompt first, where the server was to keep them.
  package let tokens: [Int: [Int32]]
  /// Tokens of prompts that the policy took for shared, and those of them that had to be computed all the same.
  package let sharedTokens: Int
  package let missedTokens: Int
}
