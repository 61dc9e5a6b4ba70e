import Kernel
import Serving

/// What two engines say to each other: KV is offered, given room, sent, and has arrived.
extension HandOverServer {
  /// Hears what the other engine says; called on the channel's thread.
  func hear(_ frame: EngineFrame) {
    do {
      try locked {
        try take(frame)
        condition.signal()
      }
    } catch {
      lose(error)
    }
  }

  private func take(_ frame: EngineFrame) throws {
    let now = time()
    switch (setup.role, frame.kind) {
    case (.decode, .offer):
      let offer = try frame.value(KeyValueOffer.self)
      offers[offer.request] = (offer, now)
      journal.preemptionsBefore[offer.request] = offer.preemptions
      try replica.expect(offer.handOver, now: now)
      try giveRoom(at: now)
    case (.prefill, .room):
      let request = try frame.number()
      guard let keyValues = outbox.removeValue(forKey: request) else { throw Self.unexpected(frame, setup.role) }
      peer.say(keyValues)
    case (.decode, .keyValues):
      let came = try KeyValueFrame(frame)
      guard let offer = offers.removeValue(forKey: came.request), offer.offer.bytes == came.keyValues.count,
        offer.offer.promptTokens + 1 == came.tokens.count
      else { throw Self.unexpected(frame, setup.role) }
      journal.now = now
      journal.note(
        .transferred(
          .init(
            request: came.request, bytes: came.keyValues.count, prefillEnd: offer.offer.firstToken,
            started: offer.started.picoseconds, arrived: now.picoseconds)))
      arrived[came.request] = BatchExecutor.Arrived(tokens: came.tokens, keyValues: came.keyValues)
      try replica.land(came.request, now: now)
      peer.say(EngineFrame(.arrived, number: came.request))
    case (.prefill, .arrived): try replica.handedOver(try frame.number(), now: now)
    case (.decode, .ended): hasEnded = true
    default: throw Self.unexpected(frame, setup.role)
    }
  }

  /// Lets KV be sent for which there is room now.
  func giveRoom(at now: Instant) throws {
    if setup.role == .prefill { return }
    for request in replica.giveRoom(now: now) {
      offers[request]?.started = now
      peer.say(EngineFrame(.room, number: request))
    }
  }

  private static func unexpected(_ frame: EngineFrame, _ role: EngineRole) -> InputError {
    InputError("\(role.words) heard '\(frame.kind)', which it did not expect", remedy: "the same program on both sides")
  }
}
