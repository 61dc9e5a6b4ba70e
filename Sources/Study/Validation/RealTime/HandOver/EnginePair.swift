import Foundation
import Kernel
import Workload

/// Two engines in processes of their own, of which one computes prompts and hands their KV over to the other, which decodes.
///
/// It is to be closed, which ends both processes.
package final class EnginePair {
  private let engines: [EngineRole: any LaunchedEngine]
  private let channels: [EngineRole: EngineChannel]
  private let words: [EngineRole: Mailbox<EngineFrame>]
  private let progress: StudyProgress

  /// Without a word from an engine for so long it passes for stuck; one that serves gives a sign every second.
  private static let patience = Duration.seconds(600)
  private static let lookInterval = Duration.milliseconds(200)
  private static let lastWordInterval = Duration.milliseconds(20)
  /// From when the engines are told of a load until it begins.
  private static let headStart = Duration.milliseconds(300)

  /// Starts both.
  ///
  /// - Throws: ``InputError`` where an engine cannot be started, or cannot be what it is to be.
  package init(_ launcher: any EngineLauncher, setup: (EngineRole) -> EngineSetup, progress: StudyProgress) throws {
    self.progress = progress
    let (one, other) = try EngineChannel.pair()
    var (engines, channels, heard): ([EngineRole: any LaunchedEngine], [EngineRole: EngineChannel], [EngineRole: Mailbox<EngineFrame>]) =
      ([:], [:], [:])
    var unused = [one, other]
    do {
      for role in [EngineRole.prefill, .decode] {
        let (own, its) = try EngineChannel.pair()
        let (channel, mailbox) = (EngineChannel(descriptor: own), Mailbox<EngineFrame>())
        channel.open(
          receive: { mailbox.put($0) },
          lost: { error in
            if let error { mailbox.put(EngineFrame(.failed, [UInt8](error.description.utf8))) }
            mailbox.close()
          })
        (channels[role], heard[role]) = (channel, mailbox)
        engines[role] = try launcher.launch(control: its, peer: unused.removeFirst())
      }
    } catch {
      for descriptor in unused { close(descriptor) }
      for role in [EngineRole.prefill, .decode] {
        channels[role]?.cut()
        engines[role]?.end()
      }
      throw error
    }
    (self.engines, self.channels, words) = (engines, channels, heard)
    do {
      for role in [EngineRole.prefill, .decode] { say(try EngineFrame(.setup, json: setup(role)), to: role) }
      for role in [EngineRole.prefill, .decode] { _ = try hear(.isReady, from: role) }
    } catch {
      end()
      throw error
    }
  }

  /// Ends both processes.
  package func end() {
    for role in [EngineRole.prefill, .decode] { channels[role]?.cut() }
    for role in [EngineRole.prefill, .decode] { engines[role]?.end() }
  }

  // MARK: Orders

  /// How much longer the reference steps take now on each engine, while both run them at once, by the world's clock.
  package func slowdowns() throws -> (prefill: Double, decode: Double) {
    for role in [EngineRole.prefill, .decode] { say(EngineFrame(.measureSpeed), to: role) }
    func slowdown(_ role: EngineRole) throws -> Double { try hear(.speed, from: role).value([Double].self).first ?? 1 }
    return (try slowdown(.prefill), try slowdown(.decode))
  }

  /// How long KV of several sizes is on its way.
  package func probe() throws -> [LinkProbe.Sample] {
    for role in [EngineRole.decode, .prefill] { say(EngineFrame(.probeLink), to: role) }
    return try hear(.link, from: .prefill).value([LinkProbe.Sample].self)
  }

  /// Serves a load; both sides begin at the same time of the clock that they share.
  package func serve(_ arrivals: [Arrival], scheduler: String, clock: ServingClock) throws -> DisaggregatedRun {
    let origin = clock.wall() + Self.headStart
    var order = ServeOrder(
      scheduler: scheduler,
      requests: arrivals.map {
        .init(picoseconds: $0.time.picoseconds, promptTokens: $0.promptTokens, outputTokens: $0.outputTokens)
      }, originPicoseconds: origin.picoseconds)
    say(try EngineFrame(.serve, json: order), to: .prefill)
    order.requests = []
    say(try EngineFrame(.serve, json: order), to: .decode)
    let prefill = try hear(.served, from: .prefill).value(ServedPart.self)
    return DisaggregatedRun(prefill: prefill, decode: try hear(.served, from: .decode).value(ServedPart.self))
  }

  // MARK: Words

  private func say(_ frame: EngineFrame, to role: EngineRole) { channels[role]?.say(frame) }

  private func hear(_ kind: EngineFrame.Kind, from role: EngineRole) throws -> EngineFrame {
    var silence = Duration.zero
    while silence < Self.patience {
      if progress.isStopped { throw Interrupted() }
      switch words[role]?.take(within: Self.lookInterval) ?? .closed {
      case .late: silence += Self.lookInterval
      case .closed: throw lost(role)
      case .element(let frame):
        silence = .zero
        if frame.kind == kind { return frame }
        switch frame.kind {
        case .beat: break
        case .bereft: throw lost(role == .prefill ? .decode : .prefill)
        default: throw Self.error(role, frame)
        }
      }
    }
    throw EngineLost(role, "it gave no sign for \(Int(Self.patience.seconds)) s").inputError
  }

  /// What is told of an engine whose end of a socket is closed: what it said last, or how its process ended. Both are seen a little
  /// later than the end of the socket.
  private func lost(_ role: EngineRole) -> any Error {
    for _ in 0..<100 {
      if progress.isStopped { return Interrupted() }
      if case .element(let frame) = words[role]?.take(within: Self.lastWordInterval) ?? .closed {
        if frame.kind == .failed { return Self.error(role, frame) }
        continue
      }
      if let ending = engines[role]?.ending { return EngineLost(role, ending).inputError }
      usleep(20_000)
    }
    return EngineLost(role, "its socket was closed").inputError
  }

  private static func error(_ role: EngineRole, _ frame: EngineFrame) -> InputError {
    let words = frame.kind == .failed ? String(decoding: frame.body, as: UTF8.self) : "it said '\(frame.kind)', which was not expected"
    return EngineLost(role, words).inputError
  }
}
