/// What a reader does with a row whose prompt or output has no token.
///
/// The reference traces hold none. Such a row is a failed request or a fault of the recording, so it stops the reading
/// unless the user decides; BurstGPT documents its rows without a response as failures, and there they are always skipped.
public enum ZeroTokenPolicy: String, Hashable, Sendable, CaseIterable {
  /// An error with the line.
  case fail
  /// Leave the row out, and count it in the ``TraceReport``.
  case skip
  /// Make it one token, and count it in the ``TraceReport``.
  case clip
}
