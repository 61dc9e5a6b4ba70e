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

/// KV as it is sent: which request's, its tokens, and the bytes of its blocks.
package struct KeyValueFrame {
  package var request: Int
  /// Prompt and first token.
  package var tokens: [Int32]
  package var keyValues: [UInt8]

  /// KV of a request.
  package init(request: Int, tokens: [Int32], keyValues: [UInt8]) {
    self.request = request
    self.tokens = tokens
    self.keyValues = keyValues
  }

  /// The KV in a frame.
  ///
  /// - Throws: ``InputError`` where it has none.
  package init(_ frame: EngineFrame) throws(InputError) {
    let body = frame.body
    let count = body.count >= 16 ? EngineFrame.number(in: body[8..<16]) : -1
    guard count >= 0, count <= (body.count - 16) / 4 else {
      throw InputError("an engine sent KV of \(body.count) bytes that cannot be read", remedy: "the same program on both sides")
    }
    request = EngineFrame.number(in: body[0..<8])
    tokens = (0..<count).map { index in
      let place = 16 + 4 * index
      return Int32(
        bitPattern: UInt32(body[place]) | UInt32(body[place + 1]) << 8 | UInt32(body[place + 2]) << 16 | UInt32(body[place + 3]) << 24)
    }
    keyValues = Array(body[(16 + 4 * count)...])
  }

  /// The frame to send.
  package var frame: EngineFrame {
    var body: [UInt8] = []
    body.reserveCapacity(16 + 4 * tokens.count + keyValues.count)
    body += EngineFrame.bytes(of: UInt64(bitPattern: Int64(request)))
    body += EngineFrame.bytes(of: UInt64(tokens.count))
    for token in tokens {
      let word = UInt32(bitPattern: token)
      for shift: UInt32 in [0, 8, 16, 24] { body.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    body += keyValues
    return EngineFrame(.keyValues, body)
  }
}
