import Calibration
import Foundation
import Kernel
import Model

/// One of two engines, in a process of its own: it does what the program that started it says, and ends with it.
///
/// The two ends that it is given are those of sockets: one to the program that started it, one to the other engine.
public final class EngineHost: Sendable {
  private let control: EngineChannel
  private let peer: EngineChannel
  private let clock: ServingClock
  private let orders = Mailbox<EngineFrame>()
  private let listener = PeerListener()

  /// An engine by the clock that all processes of this machine share. It takes the sockets over.
  public init(control: Int32, peer: Int32, clock: ServingClock) {
    self.control = EngineChannel(descriptor: control)
    self.peer = EngineChannel(descriptor: peer)
    self.clock = clock
  }

  /// Does as it is told until nothing more is said. `orphaned` is called, on another thread, when the program that started it is gone.
  ///
  /// - Returns: whether all went well; the program that started it has been told otherwise.
  public func run(orphaned: @escaping @Sendable () -> Void) -> Bool {
    control.open(
      receive: { [orders] in orders.put($0) },
      lost: { [orders] _ in
        orders.close()
        orphaned()
      })
    peer.open(receive: { [listener] in listener.hear($0) }, lost: { [listener] _ in listener.lose() })
    defer {
      peer.end()
      control.end()
    }
    do {
      guard case .element(let first) = orders.take(), first.kind == .setup else { return true }
      let setup = try first.value(EngineSetup.self)
      let model = try ModelCatalog.model(named: setup.model).shape
      let engine = try ExecutedEngine(
        model: model, limits: setup.coreLimits, threads: setup.threads, seed: setup.seed, clock: .wall)
      control.say(EngineFrame(.isReady))
      while case .element(let order) = orders.take() { try follow(order, setup, engine) }
      return true
    } catch is PeerLost {
      control.say(EngineFrame(.bereft))
      return false
    } catch {
      control.say(EngineFrame(.failed, [UInt8]("\(error)".utf8)))
      return false
    }
  }

  private func follow(_ order: EngineFrame, _ setup: EngineSetup, _ engine: ExecutedEngine) throws {
    switch order.kind {
    case .measureSpeed:
      engine.time(by: .wall)
      control.say(try EngineFrame(.speed, json: [setup.referenceSteps?.slowdown(on: engine) ?? 1]))
    case .probeLink:
      let probe = LinkProbe(engine: engine, peer: peer, listener: listener, clock: clock)
      if setup.role == .prefill { control.say(try EngineFrame(.link, json: try probe.measure())) } else { try probe.answer() }
    case .serve:
      // What is no operator's work is found by the thread's own time where there is one: other programs have no part in it.
      engine.time(by: setup.threads == 1 ? .thread : .wall)
      let server = try HandOverServer(
        setup, order: try order.value(ServeOrder.self), engine: engine, peer: peer, clock: clock,
        beat: { [control] in control.say(EngineFrame(.beat)) })
      listener.attach({ server.hear($0) }, lost: { server.lose(PeerLost()) })
      defer { listener.detach() }
      control.say(try EngineFrame(.served, json: try server.serve()))
    default: throw InputError("an engine was told '\(order.kind)', which is no order", remedy: "the same program on both sides")
    }
  }
}
