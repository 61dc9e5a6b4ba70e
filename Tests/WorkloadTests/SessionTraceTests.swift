import Foundation
import Kernel
import Testing
import Workload

/// Traces of sessions: rows whose turns wait for each other.
@Suite("Traces of sessions")
struct SessionTraceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func seconds(_ seconds: Double) -> Instant { Instant(picoseconds: Int64(seconds * 1e12)) }

  private func read(_ text: String, _ sessions: SessionMode = .automatic) throws -> (arrivals: [Arrival], reader: TraceReader) {
    let reader = try TraceReader(
      path: scratch.file(text), blockTokens: text.contains("hash_ids") ? 10 : nil, hints: TraceHints(sessions: sessions))
    return (try all(reader), reader)
  }

  private static let delays = """
    {"session_id": "a", "timestamp": 0, "input_length": 10, "output_length": 2}
    {"session_id": "a", "timestamp": 0, "delay": 5000, "input_length": 20, "output_length": 2}
    {"session_id": "b", "timestamp": 1000, "input_length": 30, "output_length": 2}
    {"session_id": "a", "delay": 250.5, "input_length": 40, "output_length": 2}

    """

  @Test("a delay makes a row wait for the answer to the turn before it, in the unit of the times")
  func delaysAreRead() throws {
    let (arrivals, reader) = try read(Self.delays)
    #expect(reader.hasTurns)
    #expect(arrivals.map(\.turn?.previous) == [nil, 0, nil, 1])
    #expect(
      arrivals.map(\.turn?.delay) == [nil, Duration(picoseconds: 5_000_000_000_000), nil, Duration(picoseconds: 250_500_000_000)])
    #expect(arrivals[2].time == seconds(1))
    let told = reader.report.remarks.contains { $0.hasPrefix("sessions: 2; ") && $0.hasSuffix("after the answer to the one before: 2") }
    #expect(told, "\(reader.report)")
  }

  @Test("rows of one session may stand together, however late its later turns come")
  func groupedBySession() throws {
    let csv = "session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,1,1\na,,60000,2,1\nb,10,,3,1\nb,90000,,4,1\nc,20,,5,1\n"
    let (arrivals, _) = try read(csv)
    #expect(arrivals.map(\.promptTokens) == [1, 2, 3, 4, 5])
    #expect(arrivals.map(\.turn?.previous) == [nil, 0, nil, 2, nil])
    #expect(arrivals[3].turn?.delay == nil && arrivals[3].time == seconds(90))
    #expect(arrivals[4].time == seconds(0.02))
  }

  @Test("chats name the chat before: its turn waits where that is asked for, and comes at its time where nothing is said")
  func chats() throws {
    let rows = """
      {"chat_id": 1, "parent_chat_id": -1, "timestamp": 0.5, "input_length": 10, "output_length": 2, "hash_ids": [1]}
      {"chat_id": 2, "parent_chat_id": 1, "timestamp": 2.5, "input_length": 20, "output_length": 2, "hash_ids": [1, 2]}
      {"chat_id": 3, "parent_chat_id": 99, "timestamp": 3.5, "input_length": 10, "output_length": 2, "hash_ids": [3]}
      {"chat_id": 4, "parent_chat_id": 1, "timestamp": 4.5, "input_length": 10, "output_length": 2, "hash_ids": [1]}

      """
    let (closed, reader) = try read(rows, .closed)
    #expect(closed.map(\.turn?.previous) == [nil, 0, nil, 0])
    #expect(closed.map(\.time) == [0, 2, 3, 4].map(seconds))
    #expect(reader.report.remarks.contains("1 turns follow one that stands nowhere above them, and wait for nothing"))
    let (open, recorded) = try read(rows)
    #expect(open.allSatisfy { $0.turn == nil } && !recorded.hasTurns)
    #expect(recorded.report.remarks.contains { $0.contains("'sessions: closed'") }, "\(recorded.report)")
  }

  @Test("told to, all turns come at their times, and delays are passed over and counted")
  func recordedTurns() throws {
    let csv = "session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,1,1\na,700,60000,2,1\n"
    let (arrivals, reader) = try read(csv, .recorded)
    #expect(arrivals.allSatisfy { $0.turn == nil } && arrivals[1].time == seconds(0.7))
    #expect(reader.report.remarks.contains { $0.contains("passed over") && $0.contains("delay_ms") }, "\(reader.report)")
  }

  @Test(
    "what cannot be a session is refused with its line and the remedy",
    arguments: [
      ("session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,1,1\nb,,5,1,1\n", "the first turn of a session has no time"),
      ("session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,1,1\na,,-5,1,1\n", "a delay below 0 or beyond 106 days"),
      (
        "session_id,arrival_ms,delay_ms,prompt_tokens,output_tokens\na,0,,1,1\na,,,1,1\n",
        "a turn of a session has neither a time nor a delay"
      ),
      ("arrival_ms,delay_ms,prompt_tokens,output_tokens\n0,,1,1\n", "'delay_ms' is a delay of turns, and nothing names the session"),
      ("session_id,delay,prompt_tokens,output_tokens\na,,1,1\n", "the unit of 'delay' is open"),
    ])
  func refusals(text: String, reason: String) throws {
    #expect {
      _ = try read(text)
    } throws: { error in
      guard let error = error as? InputError else { return false }
      return error.message.contains(reason) && error.line != nil && error.remedy != nil
    }
  }

  @Test("closed sessions are refused where the file names none")
  func noSessions() throws {
    #expect(throws: InputError.self) { try read("arrival_s,prompt_tokens,output_tokens\n0,1,1\n", .closed) }
  }

  @Test("the canonical form keeps turns, what they wait for and how long, and reads back as what it was")
  func canonicalForm() throws {
    let (input, output, again) = (try scratch.file(Self.delays), scratch.path("turns.csv"), scratch.path("again.csv"))
    _ = try TraceTool.convert(from: input, to: output)
    _ = try TraceTool.convert(from: output, to: again)
    #expect(try all(TraceReader(path: output)) == all(TraceReader(path: input)))
    #expect(try String(contentsOfFile: output, encoding: .utf8) == String(contentsOfFile: again, encoding: .utf8))
  }

  private func workload(_ transforms: [WorkloadTransform], _ text: String = delays, concurrency: Int? = nil) throws -> WorkloadSpecification
  {
    return WorkloadSpecification(origin: .trace(path: try scratch.file(text)), transforms: transforms, concurrency: concurrency)
  }

  @Test("a rate moves the first turns and leaves the delays, which are people's")
  func rates() throws {
    let source = try workload([.scaleRate(RateFactor(2))]).makeSource(seed: 1)
    #expect(try all(source).map(\.time) == [0, 0.5].map(seconds))
    let turns = try #require(source.sessions)
    #expect(try turns.turns(after: 0).map(\.turn?.delay) == [Duration(picoseconds: 5_000_000_000_000)])
  }

  @Test("new arrivals are those of sessions; a turn with a time of its own keeps its distance to the one before")
  func newArrivals() throws {
    let csv = "session_id,arrival_s,delay_s,prompt_tokens,output_tokens\na,0,,1,1\na,3,,2,1\nb,4,,3,1\nb,,9,4,1\n"
    let source = try workload([.resample(.constant(requestsPerSecond: 1))], csv).makeSource(seed: 1)
    let first = try all(source)
    #expect(first.map(\.promptTokens) == [1, 3] && first.map(\.time) == [0, 1].map(seconds))
    #expect(try source.sessions?.turns(after: 0).map(\.time) == [seconds(3)])
  }

  @Test("a window keeps the sessions that begin in it; later turns of others are left out and counted")
  func windows() throws {
    let source = try workload([.window(from: seconds(0.5), to: seconds(2))]).makeSource(seed: 1)
    #expect(try all(source).map(\.promptTokens) == [30])
    #expect(source.reportSoFar.skipped == 2)
  }

  @Test("a row that is left out is nobody's turn: what waits for it is left out as well, and waits for no stranger")
  func skippedTurns() throws {
    let csv = "session_id,arrival_s,delay_s,prompt_tokens,output_tokens\na,0,,0,10\nb,1,,20,9\na,,0.5,20,10\n"
    let workload = WorkloadSpecification(origin: .trace(path: try scratch.file(csv), zeroTokens: .skip))
    let source = try workload.makeSource(seed: 1)
    #expect(try all(source).map(\.outputTokens) == [9])
    #expect(source.reportSoFar.skipped == 2, "\(source.reportSoFar)")
  }

  @Test("a conversion leaves out what a run would: turns whose session began before its window")
  func convertedWindows() throws {
    let output = scratch.path("window.csv")
    let report = try TraceTool.convert(
      from: scratch.file(Self.delays), to: output, transforms: [.window(from: seconds(0.5), to: seconds(2))])
    #expect(report.rows == 1 && report.skipped == 2)
    #expect(try all(TraceReader(path: output)).map(\.promptTokens) == [30])
  }

  @Test("a turn's time may be empty, in quotes or not; a row of no session must have one")
  func emptyTimes() throws {
    let head = "session_id,arrival_s,delay_s,prompt_tokens,output_tokens\na,0,,1,1\n"
    #expect(try read(head + "a,\"\",2,1,1\n").arrivals.last?.turn?.previous == 0)
    #expect(throws: InputError.self) { try read(head + ",,,1,1\n") }
  }

  @Test("a repeated trace of sessions has sessions of its own in each pass")
  func repeats() throws {
    let source = try workload([.repeat(requests: 8)]).makeSource(seed: 1)
    #expect(try all(source).count == 4)
    let turns = try #require(source.sessions)
    #expect(try turns.turns(after: 4).map(\.turn?.number) == [5])
  }

  @Test("a closed loop of requests, and another order of lengths, do not go with sessions")
  func exclusions() throws {
    #expect(throws: InputError.self) { try workload([], concurrency: 4).validate() }
    #expect(throws: InputError.self) { try workload([.resample(.atOnce, lengths: .shuffled)]).validate() }
  }
}

/// Sessions in profiles: measured, kept in the file, made again.
@Suite("Profiles of sessions")
struct SessionProfileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Sessions of one to five turns, three in the mean; prompts grow by 100 a turn, and users wait two seconds.
  private func trace(sessions: Int = 400) throws -> String {
    var rows = ""
    var block = 0
    for session in 0..<sessions {
      var blocks: [Int] = []
      for turn in 0...(session % 5) {
        let prompt = 200 + 100 * turn
        while blocks.count < prompt / 50 {
          blocks.append(block)
          block += 1
        }
        let when = turn == 0 ? "\"timestamp\": \(session * 500)" : "\"delay\": 2000"
        rows += "{\"session_id\": \(session), \(when), \"input_length\": \(prompt), \"output_length\": 20, \"hash_ids\": \(blocks)}\n"
      }
    }
    return try scratch.file(rows, named: "sessions.jsonl")
  }

  @Test("a profile of sessions makes sessions: as many turns, delays and growing prompts, each beginning with the one before")
  func roundTrip() throws {
    let path = scratch.path("profile.json")
    try TraceTool.profile(path: trace(), blockTokens: 50, to: path, name: "sessions")
    let read = try TraceProfile.read(path: path)
    #expect(read.requests == 1200 && read.sessions?.turns.values.last == 5)
    let made = try all(read.makeSource(seed: 5, requests: 3000))
    let first = made.filter { $0.turn?.previous == nil }
    #expect(0.9...1.1 ~= Double(made.count) / Double(first.count) / 3, "\(first.count) sessions of 3,000 turns")
    let turns = Dictionary(uniqueKeysWithValues: made.map { ($0.turn!.number, $0) })
    for turn in made {
      guard let previous = turn.turn?.previous.flatMap({ turns[$0] }) else { continue }
      #expect(turn.turn?.delay == Duration(seconds: 2))
      #expect(turn.promptTokens == previous.promptTokens + 100)
      #expect(turn.blockHashes.starts(with: previous.blockHashes) && turn.blockHashes.count == turn.promptTokens / 50)
    }
    #expect(WorkloadSpecification(origin: .profile(path: path)).description.contains("profile"))
    #expect(try WorkloadSpecification(origin: .profile(path: path)).hasTurns())
  }

  @Test("a profile without sessions is written as before")
  func withoutSessions() throws {
    let csv = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,1,1\n1,2,2\n2,3,3\n", named: "plain.csv")
    let path = scratch.path("plain.json")
    try TraceTool.profile(path: csv, to: path, name: "plain")
    #expect(try !String(contentsOfFile: path, encoding: .utf8).contains("sessions"))
    #expect(try !WorkloadSpecification(origin: .profile(path: path)).hasTurns())
  }

  @Test("turns that have times and no delays tell no user's pause, and are refused with the remedy")
  func noDelays() throws {
    let rows = "session_id,arrival_ms,prompt_tokens,output_tokens\na,0,1,1\na,10,1,1\n"
    let path = try scratch.file(rows, named: "times.csv")
    let error = #expect(throws: InputError.self) {
      try TraceTool.profile(path: path, hints: TraceHints(sessions: .closed), to: scratch.path("p.json"), name: "x")
    }
    #expect(error?.remedy?.contains("--sessions recorded") == true)
  }
}
