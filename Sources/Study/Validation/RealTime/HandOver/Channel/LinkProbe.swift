import Calibration
import Foundation
import Kernel

/// Measures the way of KV from one engine to another while both have nothing else to do: how long it takes from the end of a prompt
/// to the arrival of the last byte, the copy out of the cache and the asking for room included.
package struct LinkProbe {
  /// How long KV of so many bytes was on its way.
  package struct Sample: Codable, Hashable, Sendable {
    package var bytes: Int
    package var seconds: Double

    /// KV on its way.
    package init(bytes: Int, seconds: Double) {
      self.bytes = bytes
      self.seconds = seconds
    }
  }

  let engine: ExecutedEngine
  let peer: EngineChannel
  let listener: PeerListener
  let clock: ServingClock

  private static let repeats = 9
  private static let sizes = [16, 64, 160, 320, 640, 1008]
  /// The first ones find cold caches and no memory taken yet.
  private static let warmUps = 3
  /// Long enough for a machine that does a hundred other things.
  private static let patience = Duration.seconds(120)
  private static let sequence = 0

  /// The side that sends.
  func measure() throws -> [Sample] {
    let heard = listen()
    defer { listener.detach() }
    var samples: [Sample] = []
    for tokens in Self.sizes where tokens < engine.limits.maximumSequenceTokens {
      for turn in 0..<Self.warmUps + Self.repeats {
        try engine.seat(sequence: Self.sequence, contextTokens: tokens, knownTokens: tokens + 1)
        let start = clock.now()
        let keyValues = try engine.keyValues(of: Self.sequence)
        let frame = KeyValueFrame(request: Self.sequence, tokens: try engine.tokens(of: Self.sequence), keyValues: keyValues).frame
        peer.say(EngineFrame(.probe))
        _ = try expect(.room, heard)
        peer.say(frame)
        let arrival = Duration(picoseconds: Int64(try expect(.arrived, heard).number()))
        try engine.remove(sequence: Self.sequence)
        if turn >= Self.warmUps { samples.append(Sample(bytes: keyValues.count, seconds: max(0, (arrival - start).seconds))) }
      }
    }
    peer.say(EngineFrame(.ended))
    return samples
  }

  /// The side that receives.
  func answer() throws {
    let heard = listen()
    defer { listener.detach() }
    while true {
      let frame = try take(heard)
      switch frame.kind {
      case .probe: peer.say(EngineFrame(.room, number: Self.sequence))
      case .keyValues:
        _ = try KeyValueFrame(frame)
        peer.say(EngineFrame(.arrived, number: Int(clock.now().picoseconds)))
      case .ended: return
      default: throw InputError("an engine heard '\(frame.kind)' in a probe", remedy: "the same program on both sides")
      }
    }
  }

  private func listen() -> Mailbox<EngineFrame> {
    let heard = Mailbox<EngineFrame>()
    listener.attach({ heard.put($0) }, lost: { heard.close() })
    return heard
  }

  private func expect(_ kind: EngineFrame.Kind, _ heard: Mailbox<EngineFrame>) throws -> EngineFrame {
    let frame = try take(heard)
    if frame.kind == kind { return frame }
    throw InputError("an engine heard '\(frame.kind)' in a probe", remedy: "the same program on both sides")
  }

  private func take(_ heard: Mailbox<EngineFrame>) throws -> EngineFrame {
    switch heard.take(within: Self.patience) {
    case .element(let frame): return frame
    case .late: throw InputError("the other engine said nothing for \(Int(Self.patience.seconds)) s", remedy: "run it again")
    case .closed: throw PeerLost()
    }
  }
}
