import Kernel
import Record
import Testing

/// What is told of replicas that come and go must come to what each replica's own sums say: how often it crashed, and how long it was
/// down and switched on; and the replicas that take requests must be those that are on and not down.
func expectPresenceTold(_ run: EngineRun, _ what: String) {
  enum Power { case on, starting, draining, off }
  struct Told {
    var (power, isDown, crashes) = (Power.on, false, 0)
    var (onSince, on, downSince, down) = (Instant.start, Duration.zero, Instant.start, Duration.zero)
  }
  var told = Array(repeating: Told(), count: run.outcome.replicas.count)
  var last = Instant.start
  for change in run.changes {
    #expect(change.time >= last && run.outcome.replicas[change.replica].pool == change.pool, "\(what)")
    last = change.time
    let before = told[change.replica].power
    switch change.kind {
    case .off:
      #expect(before == .draining || change.time == .start, "\(what)")
      told[change.replica].power = .off
      told[change.replica].on += change.time - told[change.replica].onSince
    case .start:
      #expect(before == .off, "\(what)")
      (told[change.replica].power, told[change.replica].onSince) = (.starting, change.time)
    case .ready:
      #expect(before == .starting, "\(what)")
      told[change.replica].power = .on
    case .drain:
      #expect(before == .on, "\(what)")
      told[change.replica].power = .draining
    case .resume:
      #expect(before == .draining, "\(what)")
      told[change.replica].power = .on
    case .crash:
      #expect(!told[change.replica].isDown, "\(what)")
      (told[change.replica].isDown, told[change.replica].downSince) = (true, change.time)
      told[change.replica].crashes += 1
    case .recover:
      #expect(told[change.replica].isDown, "\(what)")
      told[change.replica].isDown = false
      told[change.replica].down += change.time - told[change.replica].downSince
    }
    let serving = told.indices.count {
      run.outcome.replicas[$0].pool == change.pool && told[$0].power == .on && !told[$0].isDown
    }
    #expect(change.serving == serving, "\(what)")
  }
  for (replica, outcome) in zip(told, run.outcome.replicas) {
    let end = run.outcome.end
    #expect(replica.crashes == outcome.crashes, "\(what)")
    #expect(replica.down + (replica.isDown ? end - replica.downSince : .zero) == outcome.downTime, "\(what)")
    #expect(replica.on + (replica.power == .off ? .zero : end - replica.onSince) == outcome.onTime, "\(what)")
  }
}
