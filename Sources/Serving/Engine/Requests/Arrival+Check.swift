import Kernel
import Workload

extension Arrival {
  /// Refuses lengths that no engine counts with.
  ///
  /// - Throws: ``InputError`` naming the length.
  @inline(__always) func check() throws {
    if !((1...Self.maximumTokens).contains(promptTokens) && (1...Self.maximumTokens).contains(outputTokens)) { try refuse() }
  }

  /// An arrival keeps no greater numbers than 32 bits hold.
  private static func text(_ tokens: Int) -> String {
    switch tokens {
    case Int(Int32.max): "\(tokens) or more"
    case Int(Int32.min): "\(tokens) or fewer"
    default: "\(tokens)"
    }
  }

  @inline(never) private func refuse() throws {
    if promptTokens < 1 || promptTokens > Self.maximumTokens {
      throw InputError("a request with \(Self.text(promptTokens)) prompt tokens", remedy: "between 1 and \(Self.maximumTokens)")
    }
    if outputTokens < 1 || outputTokens > Self.maximumTokens {
      throw InputError("a request with \(Self.text(outputTokens)) output tokens", remedy: "between 1 and \(Self.maximumTokens)")
    }
  }
}
