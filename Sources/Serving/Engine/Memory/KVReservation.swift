/// KV that a policy sets aside for a request when it admits it, for as long as it runs: what its context cannot outgrow.
///
/// The way of engines before paged memory (Orca, FasterTransformer): a decode never lacks a block and no request is preempted,
/// at the price of memory that most requests never fill (Kwon et al., SOSP 2023, figure 2).
public struct KVReservation: Hashable, Sendable {
  /// Prompt and output together are no longer.
  public var sequenceTokens: Int
  /// Outputs are no longer.
  public var outputTokens: Int

  /// Whether each request has its own output set aside for it, and no other request's.
  public var isOwn: Bool

  /// Tokens beyond its last that a request has room for besides: those of drafts.
  private var tokensAhead = 0

  /// Room for `outputTokens` after the prompt, `sequenceTokens` in all at most.
  public init(sequenceTokens: Int, outputTokens: Int = .max) {
    self.sequenceTokens = sequenceTokens
    self.outputTokens = outputTokens
    isOwn = false
  }

  /// Room for a request's own output, which is known when it is admitted: clients say how many tokens they want. Drafts are written up to
  /// `tokensAhead` behind it.
  static func own(tokensAhead: Int) -> KVReservation {
    var reservation = KVReservation(sequenceTokens: .max)
    reservation.isOwn = true
    reservation.tokensAhead = tokensAhead
    return reservation
  }

  /// Tokens that are set aside for a request.
  public func tokens(promptTokens: Int, ownOutputTokens: Int) -> Int {
    if isOwn { return promptTokens + ownOutputTokens + tokensAhead }
    return outputTokens >= sequenceTokens - promptTokens ? sequenceTokens : promptTokens + outputTokens
  }

  /// Whether a request stays within what is set aside for it.
  func holds(promptTokens: Int, outputTokens: Int) -> Bool {
    outputTokens <= self.outputTokens && promptTokens + outputTokens <= sequenceTokens
  }
}
