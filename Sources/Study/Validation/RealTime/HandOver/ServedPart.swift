import Kernel
import Record

/// What one of two engines has done of a load, as it tells the program that started it. Times are picoseconds since the load began.
struct ServedPart: Codable, Sendable {
  /// A fact, and when it was noted.
  struct Entry: Codable, Sendable {
    var time: Int64
    var fact: Fact
  }

  /// What an ``Observer`` is told.
  enum Fact: Codable, Sendable {
    case finished(Finished)
    case preempted(request: Int)
    case transferred(Transferred)
    case gaps(length: Int64, count: Int)
    case iteration(Iteration)
  }

  /// A request that has its last token.
  struct Finished: Codable, Sendable {
    var request: Int
    var promptTokens: Int
    var outputTokens: Int
    var cachedTokens: Int
    var preemptions: Int
    var arrival: Int64
    var firstScheduled: Int64
    var firstToken: Int64
    var finish: Int64
  }

  /// A request whose KV has arrived.
  struct Transferred: Codable, Sendable {
    var request: Int
    var bytes: Int
    var prefillEnd: Int64
    var started: Int64
    var arrived: Int64
  }

  /// An iteration that has ended, and what of it was no operator's work.
  struct Iteration: Codable, Sendable {
    var start: Int64
    var length: Int64
    var decodes: Int
    var prefillTokens: Int
    var chunks: Int
    var kvBlocks: Int
    var waiting: Int
  }

  /// How long an iteration of so many sequences was at no operator's work.
  struct Host: Codable, Sendable {
    var sequences: Int
    var seconds: Double
  }

  /// The exact sums of a replica.
  struct Totals: Codable, Sendable {
    var iterations: Int
    var busy: Int64
    var prefillTokens: Int
    var prefillPairs: Int
    var decodeTokens: Int
    var decodeContextTokens: Int
    var sampledRows: Int
    var routed: Int
    var finished: Int
    var handOversIn: Int
    var handOversOut: Int
    var preemptions: Int
    var peakRunning: Int
    var peakKVBlocks: Int
  }

  /// A request and its output.
  struct Output: Codable, Sendable {
    var request: Int
    var tokens: [Int32]
  }

  var end: Int64
  var entries: [Entry]
  var hosts: [Host]
  var totals: Totals
  /// Requests that came and their prompts' tokens, those turned away by reason.
  var arrived: Int
  var promptTokens: Int
  var rejected: [Int]
  /// The outputs of those that ended here.
  var outputs: [Output]
  /// Part of the time with an iteration under way in which the serving thread was not on a processor.
  var lostShare: Double
}

extension ServedPart.Totals {
  init(_ outcome: ReplicaOutcome) {
    iterations = outcome.iterations
    busy = outcome.busy.picoseconds
    prefillTokens = outcome.prefillTokens
    prefillPairs = outcome.prefillPairs
    decodeTokens = outcome.decodeTokens
    decodeContextTokens = outcome.decodeContextTokens
    sampledRows = outcome.sampledRows
    routed = outcome.routed
    finished = outcome.finished
    handOversIn = outcome.handOversIn
    handOversOut = outcome.handOversOut
    preemptions = outcome.preemptions
    peakRunning = outcome.peakRunning
    peakKVBlocks = outcome.peakKVBlocks
  }

  /// The sums as those of a replica that was on from the start of the run to its end, and drew `idleWatts` with nothing to do.
  func outcome(pool: Int, onTime: Duration, idleWatts: Double) -> ReplicaOutcome {
    var outcome = ReplicaOutcome(
      pool: pool, iterations: iterations, busy: Duration(picoseconds: busy), prefillTokens: prefillTokens, prefillPairs: prefillPairs,
      decodeTokens: decodeTokens, decodeContextTokens: decodeContextTokens, sampledRows: sampledRows, routed: routed, finished: finished,
      preemptions: preemptions, peakRunning: peakRunning, peakKVBlocks: peakKVBlocks, dynamicNanojoules: 0,
      joules: idleWatts * onTime.seconds)
    (outcome.handOversIn, outcome.handOversOut) = (handOversIn, handOversOut)
    outcome.onTime = onTime
    return outcome
  }
}
