/// When the later turns of a trace's sessions come.
public enum SessionMode: String, Hashable, Sendable, CaseIterable {
  /// `closed` where the trace gives delays, `recorded` elsewhere.
  case automatic
  /// At the times that the trace gives them, whether or not the turn before is answered by then.
  case recorded
  /// After the answer to the turn before: a delay later where the trace gives one; else at the time it gives, or as soon as that
  /// answer is there, where this is later.
  case closed
}
