/// Which part of every request an engine has.
package enum EngineRole: String, Hashable, Sendable, Codable {
  case prefill, decode

  /// The pool and the replica of a simulated cluster that stand for it.
  package var number: Int { self == .prefill ? 0 : 1 }

  /// As in "the engine that ...".
  var words: String { self == .prefill ? "the engine that computes prompts" : "the engine that decodes" }
}
