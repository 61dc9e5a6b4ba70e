/// A prefix that is kept from being evicted until the last of its members has let it go.
public struct PrefixPin: BitwiseCopyable, Sendable {
  let number: Int32
  /// Tokens of the prompt that are kept, in whole blocks.
  public let tokens: Int
}

extension Iteration {
  /// Pins the first `tokens` tokens of an admitted request's prompt for `members` members, as far as the request holds them in
  /// whole blocks with an identity. Nil, and nothing has changed, where there is none, without prefix caching for one.
  ///
  /// The blocks are held as by one more request: they count as used until the last member has let them go
  /// (BatchLLM, MLSys 2025: a group's common prefix stays until its last request ends).
  public mutating func pinPrefix(of request: RequestFacts, tokens: Int, members: Int) -> PrefixPin? {
    guard isHere(request), members > 0, engine.value.memory.sharesPrompts else { return nil }
    let prompt = shared.value.requests[request.slot].prompt
    if prompt < 0 { return nil }
    let blockTokens = engine.value.memory.blockTokens
    let held = engine.value.memory.prefixes.value.held(prompt)
    let blocks = min(tokens / blockTokens, held, engine.value.memory.prefixes.value.namedByLoad(prompt))
    if blocks < 1 { return nil }
    let number = engine.value.memory.pin(blocks, of: prompt, members: members)
    return PrefixPin(number: number, tokens: blocks * blockTokens)
  }

  /// One member of a pinned prefix has ended: O(1), but for the last, which gives its blocks back.
  public mutating func unpin(_ pin: PrefixPin) { engine.value.memory.unpin(pin.number) }
}
