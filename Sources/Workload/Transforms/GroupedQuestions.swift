import Kernel

/// Questions put together into calls: so many that follow each other, as soon as the last of them has come.
///
/// A call's prompt is the instruction and what each question's prompt has beyond it, its output all their outputs. Calls of different
/// votes have their questions in another order, so that their prompts have the instruction in common and no more. Where questions
/// settle early, a vote is taken when the one before it is answered, without those that are settled; elsewhere all votes are taken at
/// once. A task of the run is a question: from when it came to the answer that settles it.
///
/// A class, so that it can be asked for the calls that wait. Memory follows the calls in flight.
final class GroupedQuestions: ReportingSource, SessionTurns {
  /// A question of a group in flight.
  private struct Question {
    let begun: Instant
    let promptTokens: Int
    let outputTokens: Int
    /// After which vote it is settled.
    let settledAfter: Int
  }

  /// Questions that are asked together.
  private final class Group {
    let questions: [Question]
    /// What all calls of it begin with, and what else they have in common.
    let first: Arrival
    /// The vote that is under way, from 1.
    var vote = 1
    /// Calls that are not yet answered.
    var unanswered = 1
    /// Whether one of its calls was turned away.
    var isLost = false

    init(_ questions: [Question], first: Arrival) {
      self.questions = questions
      self.first = first
    }
  }

  private var base: any ArrivalSource
  private let rules: QuestionGroups
  private let sharedBlocks: Int
  /// Whether somebody tells when calls are answered; else questions are in a closed loop and have no beginning.
  private let isOpen: Bool
  private let streams: RequestStreams
  private var questions = 0
  private var calls: Int32 = 0
  private var ready: [Arrival] = []
  private var groups: [Int32: Group] = [:]
  private var own = TraceReport()

  /// The questions of `base`; `blockTokens` is the size of the blocks in ``Arrival/blockHashes``.
  init(_ base: any ArrivalSource, _ rules: QuestionGroups, blockTokens: Int?, seed: UInt64, isOpen: Bool) throws {
    try rules.validate()
    self.base = base
    self.rules = rules
    self.isOpen = isOpen
    sharedBlocks = blockTokens.map { rules.instructionTokens / $0 } ?? 0
    streams = RequestStreams(seed: seed, name: "votes")
  }

  var report: TraceReport { base.reportSoFar.adding(own) }

  var sessions: (any SessionTurns)? { isOpen ? self : nil }

  var tellsTasks: Bool { true }

  /// The next call whose time is known.
  func next() throws -> Arrival? {
    if ready.isEmpty { try makeGroup() }
    return ready.popLast()
  }

  private func makeGroup() throws {
    var (members, arrivals) = ([Question](), [Arrival]())
    while members.count < rules.questions, let arrival = try base.next() {
      arrivals.append(arrival)
      members.append(try question(arrival, of: arrivals[0]))
    }
    guard let first = arrivals.first, let last = arrivals.last else { return }
    var call = first
    // A question alone is the request that it was.
    if rules.questions > 1 || rules.votes > 1 { call.blockHashes = Array(first.blockHashes.prefix(sharedBlocks)) }
    call.time = last.time
    let group = Group(members, first: call)
    group.unanswered = rules.earlyStop.isEmpty ? rules.votes : 1
    // Taken from behind.
    for _ in 0..<group.unanswered { ready.append(try makeCall(group, previous: nil)) }
    ready.reverse()
  }

  private func question(_ arrival: Arrival, of first: Arrival) throws -> Question {
    let own = arrival.promptTokens - rules.instructionTokens
    guard own > 0 else {
      throw InputError(
        "question \(questions) has a prompt of \(arrival.promptTokens) tokens, and the instruction takes \(rules.instructionTokens)",
        remedy: "'instruction' is the part that all prompts begin with, and each has more")
    }
    guard arrival.adapter == first.adapter else {
      throw InputError("question \(questions) asks for another adapter than its call", remedy: "group loads of one adapter")
    }
    var stream = streams.stream(questions)
    questions += 1
    return Question(
      begun: arrival.time, promptTokens: own, outputTokens: arrival.outputTokens,
      settledAfter: rules.earlyStop.isEmpty ? rules.votes : rules.settledAfter(&stream))
  }

  /// A call of all questions that its vote still asks.
  private func makeCall(_ group: Group, previous: Int32?) throws -> Arrival {
    var call = group.first
    let asked = group.questions.filter { $0.settledAfter >= group.vote }
    call.promptTokens = rules.instructionTokens + asked.reduce(0) { $0 + $1.promptTokens }
    call.outputTokens = asked.reduce(0) { $0 + $1.outputTokens }
    if !isOpen { return call }
    guard calls < .max else { throw InputError("more calls than can be numbered", remedy: "fewer questions") }
    call.turn = Turn(number: calls, previous: previous, delay: previous == nil ? nil : .zero)
    groups[calls] = group
    calls += 1
    return call
  }

  /// The questions that a call settles.
  func tasks(endedBy number: Int32) -> [TaskEnd] {
    guard let group = groups[number], !group.isLost else { return [] }
    if rules.earlyStop.isEmpty {
      return group.unanswered > 1 ? [] : group.questions.map { TaskEnd(begun: $0.begun, requests: rules.votes) }
    }
    return group.questions.filter { $0.settledAfter == group.vote }.map { TaskEnd(begun: $0.begun, requests: group.vote) }
  }

  /// The next vote, where some questions are not settled.
  func turns(after number: Int32) throws -> [Arrival] {
    guard let group = groups.removeValue(forKey: number) else { return [] }
    group.unanswered -= 1
    if rules.earlyStop.isEmpty { return [] }
    guard group.questions.contains(where: { $0.settledAfter > group.vote }) else { return [] }
    group.vote += 1
    return [try makeCall(group, previous: number)]
  }

  /// Leaves out what a call that was turned away would have settled, and counts it.
  func abandon(after number: Int32) {
    guard let group = groups.removeValue(forKey: number) else { return }
    // A vote that is missing leaves its questions open, whatever the others say.
    if group.isLost { return }
    group.isLost = true
    for question in group.questions where question.settledAfter >= group.vote {
      own.note(.dropped, "a question without an answer, for a call of it was turned away")
    }
  }
}
