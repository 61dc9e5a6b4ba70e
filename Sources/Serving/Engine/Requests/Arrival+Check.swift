import Kernel
import Workload

extension Arrival {
  /// Refuses lengths that no engine counts with.
  ///
  /// - Throws: ``InputError`` naming the length.
  @inline(__always) func check() throws {
    if !((1...Self.maximumTokens).contains(promptTokens) && (1...Self.maximumTokens).contains(outputTokens)) { try refuse() }
  }

  @inline(never) private func refuse() throws {
    if promptTokens < 1 || promptTokens > Self.maximumTokens {
      throw InputError("a request with \(promptTokens) prompt tokens", remedy: "between 1 and \(Self.maximumTokens)")
    }
    if outputTokens < 1 || outputTokens > Self.maximumTokens {
      throw InputError("a request with \(outputTokens) output tokens", remedy: "between 1 and \(Self.maximumTokens)")
    }
  }
}
