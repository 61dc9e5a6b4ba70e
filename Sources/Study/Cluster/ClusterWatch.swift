import Kernel

/// Sees to it that a cluster makes all parts of a sweep or a plan: submits those that are missing, watches, and submits again what was lost.
///
/// A part is over when its beat says so, and lost when the cluster has it no longer in hand and the beat does not. Nothing that the cluster
/// fails to answer counts as an end.
public struct ClusterWatch {
  /// What it goes by.
  public struct Options: Hashable, Sendable {
    /// How often a part is tried.
    public var attempts: Int
    /// Seconds for which a part that runs may stand still before it is taken back.
    public var patience: Double
    /// Seconds between two looks.
    public var pause: Double

    /// Options.
    public init(attempts: Int = 3, patience: Double = 1800, pause: Double = 2) {
      (self.attempts, self.patience, self.pause) = (attempts, patience, pause)
    }
  }

  /// A part that was given up.
  public struct LostPart: Hashable, Sendable {
    /// Its number.
    public var part: Int
    /// How often it was tried by this command.
    public var attempts: Int
    /// What became of it last.
    public var reason: String
  }

  /// What the caller's clock and the progress are, so that tests can do without waiting.
  public struct Surroundings {
    /// Seconds of a clock that never goes back.
    public var now: () -> Double
    /// Waits so many seconds; false where the caller wants an end.
    public var wait: (Double) -> Bool
    /// Told of each look.
    public var tell: (ClusterProgress) -> Void
    /// Told of what is worth a line of its own.
    public var say: (String) -> Void

    /// Surroundings.
    public init(
      now: @escaping () -> Double, wait: @escaping (Double) -> Bool, tell: @escaping (ClusterProgress) -> Void,
      say: @escaping (String) -> Void
    ) {
      (self.now, self.wait, self.tell, self.say) = (now, wait, tell, say)
    }
  }

  private let engine: any ClusterEngine
  private let folder: JobFolder
  private let options: Options
  private let surroundings: Surroundings
  private var open: [Int: Course] = [:]
  /// Runs that are stored, part by part.
  private var made: [Int]
  private var isSilent = false
  /// Whether the cluster has taken parts.
  public private(set) var hasSubmitted = false

  /// How it went with a part so far.
  private struct Course {
    var attempts = 0
    var beats: [PartBeat] = []
    /// When its beats have changed last, or it has last not run.
    var changed = 0.0
    /// Looks in a row at which the cluster had nothing of it in hand.
    var absences = 0
    var wasTakenBack = false
    var end = "it never began"

    var refusal: String? { beats.lazy.compactMap { if case .refused(let reason) = $0.phase { reason } else { nil } }.first }
  }

  /// A network file system may show a beat a moment later than the cluster its end.
  private static let absencesOfTheLost = 2

  /// Watches over `parts`.
  public init(_ engine: any ClusterEngine, folder: JobFolder, parts: [Int], options: Options, surroundings: Surroundings) {
    (self.engine, self.folder, self.options, self.surroundings) = (engine, folder, options, surroundings)
    for part in parts { open[part] = Course(changed: surroundings.now()) }
    made = Array(repeating: 0, count: (parts.max() ?? 0) + 1)
  }

  /// Watches until every part is over or given up, and returns those that were given up.
  ///
  /// - Throws: ``InputError`` where the cluster takes nothing; ``Interrupted`` where the caller wants an end.
  public mutating func run() throws -> [LostPart] {
    var lost: [LostPart] = []
    let parts = open.keys.sorted()
    try look()
    // What an earlier command has submitted is gone on with.
    guard let before = try engine.states(begun: []) else {
      throw InputError("\(engine.name) does not answer", remedy: "try again when it does; nothing was submitted")
    }
    for part in open.keys.sorted() where before[part]?.isLive == true { open[part]?.attempts = 1 }
    try submit(open.keys.sorted().filter { open[$0]?.attempts == 0 })
    while !open.isEmpty {
      guard surroundings.wait(options.pause) else {
        engine.leave()
        throw Interrupted()
      }
      // What was over before the beats were read has told so by then.
      let answer = try engine.states(begun: Set(open.keys.sorted().filter { open[$0]?.beats.isEmpty == false }))
      try look()
      if let states = answer {
        takeBack(states)
        lost += try tend(states)
        surroundings.tell(ClusterProgress(parts: parts, open: open.keys.sorted(), states: states, runs: made.reduce(0, +)))
      } else if !isSilent {
        surroundings.say("\(engine.name) does not answer now; asking again")
      }
      isSilent = answer == nil
    }
    return lost
  }

  /// Reads all beats; parts that are done are watched no longer.
  private mutating func look() throws {
    let (beats, moment) = (try folder.beats(), surroundings.now())
    for part in open.keys.sorted() {
      let now = beats[part] ?? []
      if now != open[part]?.beats {
        open[part]?.beats = now
        open[part]?.changed = moment
      }
      let stored = now.filter { $0.phase != .preparing }.map(\.made).max() ?? 0
      made[part] = max(made[part], stored)
      if now.contains(where: \.isDone) { open[part] = nil }
    }
  }

  /// Takes parts back that run and stand still.
  private mutating func takeBack(_ states: [Int: PartState]) {
    let moment = surroundings.now()
    for part in open.keys.sorted() {
      guard let course = open[part] else { continue }
      if states[part] != .running {
        open[part]?.changed = moment
      } else if !engine.repeatsByItself, moment - course.changed > options.patience {
        surroundings.say("part \(part) stood still for \(Int(options.patience)) s and is taken back")
        open[part]?.wasTakenBack = true
        open[part]?.changed = moment
        engine.cancel(part)
      }
    }
  }

  /// Submits again what was lost, and gives up what was tried often enough or refused.
  private mutating func tend(_ states: [Int: PartState]) throws -> [LostPart] {
    var (again, lost): ([Int], [LostPart]) = ([], [])
    let stillness = "it stood still for \(Int(options.patience)) s"
    for part in open.keys.sorted() {
      guard let course = open[part] else { continue }
      if states[part]?.isLive == true {
        open[part]?.absences = 0
        continue
      }
      open[part]?.absences += 1
      if course.wasTakenBack {
        open[part]?.end = stillness
      } else if case .over(let how) = states[part] {
        open[part]?.end = how
      }
      guard let now = open[part], now.absences >= Self.absencesOfTheLost else { continue }
      if now.refusal == nil && !engine.repeatsByItself && now.attempts < options.attempts {
        surroundings.say("part \(part) was lost (\(now.end)) and is submitted again")
        again.append(part)
      } else {
        lost.append(LostPart(part: part, attempts: now.attempts, reason: now.refusal ?? now.end))
        open[part] = nil
      }
    }
    try submit(again)
    return lost
  }

  private mutating func submit(_ parts: [Int]) throws {
    if parts.isEmpty { return }
    try folder.forgetBeats(of: parts)
    try engine.submit(parts)
    hasSubmitted = true
    let moment = surroundings.now()
    for part in parts { open[part] = Course(attempts: (open[part]?.attempts ?? 0) + 1, changed: moment) }
  }
}
