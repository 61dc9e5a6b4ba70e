/// The replicas that a router chooses from at once: those of a stage, which are their own pool's or the mixed ones.
enum CandidateSet: UInt8, CaseIterable {
  /// Replicas that take prompts, but for the mixed ones where there is a mixed pool.
  case prompt
  /// Replicas that take hand-overs, but for the mixed ones.
  case decode
  /// Mixed replicas, for a prompt.
  case mixedPrompt
  /// Mixed replicas, for tokens.
  case mixedDecode

  var stage: ServingStage { self == .prompt || self == .mixedPrompt ? .prompt : .decode }
}
