/// Policies that say themselves how much is drafted.
extension Iteration {
  /// Tokens that may be drafted for each sequence of the next decode step, at most; zero on an engine that drafts nothing.
  public var mostDraftTokens: Int { engine.value.decodes.speculates ? engine.value.decodes.speculation.value.rules.tokens : 0 }

  /// Tokens that a step of each sequence takes of the budget, with drafts as long as they were last: the verified ones and one more.
  public var verifyTokens: Int { engine.value.decodes.rowsEach }

  /// Drafts so many tokens for each sequence in this plan, in place of what the engine's own rule says: fewer where the budget has no room
  /// for them, of a tree all or none, and all where a step takes one KV slot. It must come before what the decodes need is asked for or they are continued; a plan that does not
  /// say it leaves the length to the rule.
  ///
  /// Another length than before lets all members of the decode set join anew, which takes time in proportion to their number: a policy
  /// that changes its mind in every plan makes a run slow.
  public mutating func speculate(_ tokens: Int) {
    if engine.value.batch.proposal.decodes {
      engine.value.batch.proposal.fault = engine.value.batch.proposal.fault ?? .draftsTooLate
      return
    }
    let most = mostDraftTokens
    let isTree = engine.value.decodes.speculates && engine.value.decodes.speculation.value.rules.depth != most
    let isFolded = engine.value.decodes.speculates && engine.value.decodes.speculation.value.keepsOneSlot
    if tokens < 0 || tokens > most || tokens < most && (isFolded || isTree && tokens > 0) {
      engine.value.batch.proposal.fault = engine.value.batch.proposal.fault ?? .draftsOutOfRange(tokens: tokens, most: most)
      return
    }
    engine.value.batch.proposal.wantedDrafts = tokens
  }
}
