import Kernel

/// Tasks of agents. The first call of a task comes at its time; each later one is made when the one before it is answered.
///
/// What a task is like depends on the seed and on its number alone, and what its k-th call is like on these and k, whatever the policies
/// that delay it. A class, so that it can be asked for later calls; memory follows the tasks in flight.
final class AgentSource: ReportingSource, SessionTurns {
  /// A task whose latest call is not answered.
  private struct Progress {
    let task: Int
    let calls: Int
    /// The number of the call under way, from 0.
    var call = 0
    var promptTokens: Int
    var outputTokens: Int
    var begun = Instant.start
  }

  private let tasks: AgentTasks
  private var clock: ArrivalClock
  private let taskStreams: RequestStreams
  private let callStreams: RequestStreams
  private let count: Int
  private let end: Instant
  /// What is done to each call.
  private let changes: [WorkloadTransform]
  private var drawn = 0
  /// The number of the next task's first call: a task has as many numbers as calls.
  private var number = 0
  private var progress: [Int32: Progress] = [:]
  private var own = TraceReport()

  /// So many tasks, or those of a duration. `changes` are steps that alter each call by itself.
  init(
    _ tasks: AgentTasks, arrivals: ArrivalProcess, count: Int?, duration: Duration?, changes: [WorkloadTransform], seed: UInt64
  ) throws {
    try tasks.validate()
    if let count, count < 1 { throw InputError("\(count) tasks to generate", remedy: "give at least 1") }
    if let duration, duration <= .zero { throw InputError("a duration of \(duration.seconds) s", remedy: "give one above 0") }
    self.tasks = tasks
    self.changes = changes
    clock = try ArrivalClock(arrivals, seed: seed)
    taskStreams = RequestStreams(seed: seed, name: "tasks of agents")
    callStreams = RequestStreams(seed: seed, name: "calls of agents")
    self.count = count ?? .max
    end = duration.map { Instant($0) } ?? .never
  }

  var report: TraceReport { own }
  var sessions: (any SessionTurns)? { self }
  var tellsTasks: Bool { true }

  /// The first call of the next task.
  func next() throws -> Arrival? {
    guard drawn < count else { return nil }
    let time = try clock.next()
    guard time < end else {
      drawn = count
      return nil
    }
    var stream = taskStreams.stream(drawn)
    let calls = tasks.calls.draw(&stream)
    let promptTokens = tasks.sharedTokens + tasks.taskTokens.draw(&stream)
    guard calls <= AgentTasks.mostCalls else {
      throw InputError("a task of \(calls) calls", remedy: "at most \(AgentTasks.mostCalls): a range, or a smaller variation")
    }
    guard number + calls <= Int(Int32.max) else { throw InputError("more calls than can be numbered", remedy: "fewer tasks") }
    var call = Progress(task: drawn, calls: calls, promptTokens: promptTokens, outputTokens: 0)
    var own = callStreams.stream(drawn << 17)
    call.outputTokens = tasks.outputTokens.draw(&own)
    let first = Int32(number)
    progress[first] = call
    number += calls
    drawn += 1
    return arrival(call, Turn(number: first), at: time)
  }

  private func arrival(_ call: Progress, _ turn: Turn, at time: Instant) -> Arrival {
    let blocks = call.promptTokens <= Arrival.maximumTokens ? call.promptTokens / tasks.blockTokens : 0
    let shared = tasks.sharedTokens / tasks.blockTokens
    var identities: [UInt64] = []
    identities.reserveCapacity(blocks)
    // What all prompts begin with is the text of no task, and a task's text grows at its end.
    for block in 0..<blocks { identities.append(UInt64(block < shared ? 0 : call.task + 1) << 27 | UInt64(block)) }
    var arrival = Arrival(
      time: time, promptTokens: call.promptTokens, outputTokens: call.outputTokens, blockHashes: identities, turn: turn)
    for change in changes { change.apply(to: &arrival, blockTokens: tasks.blockTokens) }
    return arrival
  }

  /// Notes when a task's first call came.
  func began(_ number: Int32, at time: Instant) {
    if progress[number]?.call == 0 { progress[number]?.begun = time }
  }

  /// The task whose last call is answered.
  func tasks(endedBy number: Int32) -> [TaskEnd] {
    guard let call = progress[number], call.call + 1 == call.calls else { return [] }
    return [TaskEnd(begun: call.begun, requests: call.calls)]
  }

  /// The next call of a task.
  func turns(after number: Int32) -> [Arrival] {
    guard var call = progress.removeValue(forKey: number), call.call + 1 < call.calls else { return [] }
    // A call has its output from its own stream, and so has what lies between it and the next.
    var before = callStreams.stream(call.task << 17 | call.call)
    _ = tasks.outputTokens.draw(&before)
    let growth = call.outputTokens + tasks.toolTokens.draw(&before)
    let delay = tasks.toolTime.draw(&before)
    call.call += 1
    call.promptTokens += growth
    var own = callStreams.stream(call.task << 17 | call.call)
    call.outputTokens = tasks.outputTokens.draw(&own)
    let turn = Turn(number: number + 1, previous: number, delay: delay)
    progress[turn.number] = call
    return [arrival(call, turn, at: .start)]
  }

  /// Ends a task of which a call was turned away, and counts it.
  func abandon(after number: Int32) {
    guard progress.removeValue(forKey: number) != nil else { return }
    own.note(.dropped, "a task that ended when a call of it was turned away")
  }
}

extension WorkloadTransform {
  /// Whether it alters each request by itself, and nothing of when it comes.
  var altersLengthsAlone: Bool {
    switch self {
    case .scaleTokens, .promptOnly: true
    case .scaleRate, .window, .limit, .clip, .resample, .repeat, .day, .stream, .group: false
    }
  }

  /// Alters one request by itself.
  ///
  /// - Precondition: it ``altersLengthsAlone``.
  func apply(to arrival: inout Arrival, blockTokens: Int) {
    switch self {
    case .scaleTokens(let scale): ScaledTokens.apply(scale, to: &arrival, blockTokens: blockTokens)
    case .promptOnly: PromptsOnly.apply(to: &arrival)
    case .scaleRate, .window, .limit, .clip, .resample, .repeat, .day, .stream, .group: preconditionFailure("a step for whole loads")
    }
  }
}
