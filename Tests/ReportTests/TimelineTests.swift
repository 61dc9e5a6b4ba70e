import Foundation
import Kernel
import Record
import Report
import Serving
import Testing
import Workload

@Suite("A timeline shows what happened in the run")
struct TimelineTests {
  @Test("every iteration, finished request, preemption and rejection is in the picture")
  func countsMatchTheRun() throws {
    let timeline = try TimelineRun().draw()
    let outcome = timeline.outcome
    #expect(outcome.replicas.map(\.preemptions).reduce(0, +) > 0 && outcome.rejected.reduce(0, +) == 1)

    for (replica, sums) in outcome.replicas.enumerated() {
      let slices = timeline.slices(of: replica)
      #expect(slices.map { $0.argument("iterations") ?? 1 }.reduce(0, +) == sums.iterations)
      #expect(slices.map { $0.argument("prefill_tokens") ?? 0 }.reduce(0, +) == sums.prefillTokens)
      let decoded = slices.map { ($0.argument("decode_sequences") ?? 0) * ($0.argument("iterations") ?? 1) }.reduce(0, +)
      #expect(decoded == sums.decodeTokens)
    }
    #expect(timeline.events("b").filter { $0.name == "request" }.count == outcome.finished)
    let marks = timeline.events("i").map(\.name)
    #expect(marks.filter { $0 == "preempted" }.count == outcome.replicas.map(\.preemptions).reduce(0, +))
    #expect(marks.filter { $0 == "rejected: exceeds KV capacity" }.count == 1)
    #expect(timeline.report.isComplete && !marks.contains("this timeline is not the whole run"))
  }

  @Test("slices of a replica follow each other without overlap, and last as long as it was busy")
  func slicesFollowEachOther() throws {
    let timeline = try TimelineRun().draw()
    for (replica, sums) in timeline.outcome.replicas.enumerated() {
      var end = 0
      var busy = 0
      for slice in timeline.slices(of: replica) {
        #expect(slice.nanoseconds >= end)
        #expect(slice.lengthNanoseconds > 0)
        end = slice.nanoseconds + slice.lengthNanoseconds
        busy += slice.lengthNanoseconds
      }
      // Each edge is rounded down to a nanosecond.
      let slack = timeline.slices(of: replica).count
      #expect(abs(busy - Int(sums.busy.picoseconds / 1000)) <= slack)
    }
  }

  @Test("what begins ends, innermost first, and a request's phases join without a gap")
  func requestsNest() throws {
    let timeline = try TimelineRun().draw()
    var open: [String: [(name: String, time: Int)]] = [:]
    var last: [String: Int] = [:]
    for event in timeline.events where ["b", "e"].contains(event["ph"] as? String) {
      let id = try #require(event["id"] as? String)
      #expect(event.nanoseconds >= last[id] ?? 0)
      if event["ph"] as? String == "b" {
        if event.name != "request" { #expect(event.nanoseconds == last[id] ?? event.nanoseconds) }
        open[id, default: []].append((event.name, event.nanoseconds))
      } else {
        let innermost = open[id]?.popLast()
        let begun = try #require(innermost)
        #expect(begun.name == event.name && begun.time <= event.nanoseconds)
      }
      last[id] = event.nanoseconds
    }
    #expect(open.values.filter { !$0.isEmpty }.isEmpty)
    #expect(last.count == timeline.outcome.finished)
  }

  @Test("counters add up to the tokens and joules of the run")
  func countersAddUp() throws {
    let timeline = try TimelineRun().draw()
    func integral(_ counter: String, _ member: String) -> Double {
      let values = timeline.events("C").filter { $0.name == counter }
      return zip(values, values.dropFirst()).reduce(0) { sum, pair in
        let value = (pair.0["args"] as? [String: Any])?[member] as? Double ?? .nan
        return sum + value * Double(pair.1.nanoseconds - pair.0.nanoseconds) * 1e-9
      }
    }
    #expect(abs(integral("tokens/s", "output") - Double(timeline.outcome.outputTokens)) < 0.01)
    let prefilled = timeline.outcome.replicas.map(\.prefillTokens).reduce(0, +)
    #expect(abs(integral("tokens/s", "prefill") - Double(prefilled)) < 0.01)
    let joules = timeline.outcome.replicas.map(\.joules).reduce(0, +)
    #expect(abs(integral("power", "W") / joules - 1) < 1e-4)
    let occupancy = timeline.events("C").filter { $0.name == "KV cache" }.compactMap { event in
      (event["args"] as? [String: Any])?["used %"] as? Double
    }
    #expect(occupancy.max() ?? 0 > 50 && occupancy.allSatisfy { 0...100 ~= $0 })
  }

  @Test("a leap spelt out is the same picture as the plain loop draws")
  func leapsSpeltOut() throws {
    let leaping = try TimelineRun(leaps: true).draw(TimelineOptions(longestSpelledOutLeap: .max))
    let plain = try TimelineRun(leaps: false).draw()
    #expect(leaping.text.split(separator: "\n").map(trimmed).sorted() == plain.text.split(separator: "\n").map(trimmed).sorted())
    let short = try TimelineRun(leaps: true).draw(TimelineOptions(longestSpelledOutLeap: 0))
    #expect(short.events("X").count < plain.events("X").count)
  }

  /// A line without the comma that parts it from the next.
  private func trimmed(_ line: Substring) -> Substring { line.hasSuffix(",") ? line.dropLast() : line }

  @Test("the same run gives the same bytes")
  func sameBytes() throws {
    #expect(try TimelineRun().draw().text == TimelineRun().draw().text)
  }

  @Test("names that a scenario gives are quoted")
  func namesAreQuoted() throws {
    let name = "north \"A\"\\\n\u{1}"
    let timeline = try TimelineRun(poolName: name).draw()
    let names = timeline.events("M").compactMap { ($0["args"] as? [String: Any])?["name"] as? String }
    #expect(names.contains("replica 0 (\(name), sarathi)"))
  }
}

@Suite("A timeline that shows a part says so")
struct PartialTimelineTests {
  @Test("a window draws what touches it and counts the rest", arguments: [(0, 6), (3, 9), (8, 100)])
  func window(_ from: Int64, _ to: Int64) throws {
    let whole = try TimelineRun().draw()
    let options = TimelineOptions(from: .start + .milliseconds(from), to: .start + .milliseconds(to))
    let part = try TimelineRun().draw(options)
    let expected = whole.events("X").filter {
      $0.nanoseconds < to * 1_000_000 && $0.nanoseconds + $0.lengthNanoseconds >= from * 1_000_000
    }
    #expect(part.events("X").count == expected.count)
    #expect(!part.report.isComplete)
    expectAccount(part.report, whole.report)
    let notes = part.events("i").filter { $0.name == "this timeline is not the whole run" }
    #expect(notes.count == 1)
    #expect((notes.first?["args"] as? [String: Any])?["what is missing"] as? String == part.report.description)
  }

  @Test("a limit of events ends the picture where it is reached", arguments: [1, 2, 10, 57, 200])
  func limit(_ events: Int) throws {
    let whole = try TimelineRun().draw()
    let part = try TimelineRun().draw(TimelineOptions(eventLimit: events))
    #expect(part.report.events <= events)
    expectAccount(part.report, whole.report)
    let reached = try #require(part.report.limitReachedAt)
    #expect(part.report.description.contains("the limit of events was reached at \(reached.seconds) s"))
    #expect(part.text.split(separator: "\n").dropFirst().starts(with: whole.text.split(separator: "\n").dropFirst().prefix(events)))
  }

  /// Drawn, outside and beyond make the whole.
  private func expectAccount(_ part: TimelineReport, _ whole: TimelineReport) {
    for kind in [\TimelineReport.Counts.iterations, \.requests, \.incidents, \.samples] {
      #expect(part.drawn[keyPath: kind] + part.outsideWindow[keyPath: kind] + part.beyondLimit[keyPath: kind] == whole.drawn[keyPath: kind])
    }
  }

  @Test("requests cut off by the horizon are named")
  func horizon() throws {
    let timeline = try TimelineRun(horizon: .start + .milliseconds(4)).draw()
    #expect(timeline.report.unfinished > 0)
    #expect(timeline.report.description.contains("unfinished when the run ended and not drawn: \(timeline.report.unfinished) requests"))
  }

  @Test("a transfer of KV is drawn where it arrives, and a crash is marked on the request that it took")
  func transfersAndRetries() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("t.json")
    let run = TimelineRun()
    let writer = try TimelineWriter(path: path, cluster: ClusterDescription(run.cluster))
    writer.receive(
      .transferred(
        HandOverRecord(
          request: 5, source: 0, destination: 1, bytes: 4096, prefillEnd: .start, asked: .start, started: .start + .milliseconds(1),
          arrived: .start + .milliseconds(3))))
    writer.receive(.retried(RetryRecord(request: 6, number: 2, replica: 0, time: .start + .milliseconds(4))))
    var simulation = try Simulation(cluster: run.cluster, source: ArrivalList([]), options: SimulationOptions())
    let outcome = try simulation.run()
    try writer.finish(outcome)
    let timeline = try DrawnTimeline(text: String(contentsOfFile: path, encoding: .utf8), outcome: outcome, report: writer.report)
    #expect(timeline.report.description == "3 events: 1 retries after crashes, 1 KV transfers")
    let ways = timeline.events.filter { $0["name"] as? String == "KV transfer" }
    #expect(ways.map { $0["ph"] as? String } == ["b", "e"] && ways.allSatisfy { $0["pid"] as? Int == 3 })
    let mark = try #require(timeline.events.first { $0["name"] as? String == "lost in a crash" })
    #expect(mark["pid"] as? Int == 2 && (mark["args"] as? [String: Any])?["retry"] as? Int == 2)
  }

  @Test("a window that shows nothing and a limit of no events are refused")
  func nothingToShow() throws {
    let folder = try TemporaryFolder()
    for options in [
      TimelineOptions(from: .start + .seconds(2), to: .start + .seconds(2)), TimelineOptions(from: Instant(picoseconds: -1)),
      TimelineOptions(eventLimit: 0),
    ] {
      #expect(throws: InputError.self) {
        _ = try TimelineWriter(path: folder.path("t.json"), cluster: ClusterDescription(TimelineRun().cluster), options: options)
      }
    }
    #expect(folder.entries.isEmpty)
  }
}

@Suite("A timeline is whole or not there")
struct TimelineFileTests {
  @Test("it appears under its name only when the run is over")
  func appearsAtTheEnd() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("timeline.json")
    let run = TimelineRun()
    try "older".write(toFile: path, atomically: false, encoding: .utf8)
    let writer = try TimelineWriter(path: path, cluster: ClusterDescription(run.cluster))
    var simulation = try Simulation(
      cluster: run.cluster, source: ArrivalList(run.arrivals), options: SimulationOptions(), observer: writer)
    let outcome = try simulation.run()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "older")
    try writer.finish(outcome)
    #expect(folder.entries == ["timeline.json"])
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("}\n]\n"))
  }

  @Test("a run that fails leaves nothing behind")
  func abandoned() throws {
    let folder = try TemporaryFolder()
    do { _ = try TimelineWriter(path: folder.path("timeline.json"), cluster: ClusterDescription(TimelineRun().cluster)) }
    #expect(folder.entries.isEmpty)
  }

  @Test("a place where nothing can be written is the user's to mend")
  func badPlaces() throws {
    let folder = try TemporaryFolder()
    for path in [folder.url.path, folder.path("missing/timeline.json"), "/dev/null"] {
      let error = #expect(throws: InputError.self) {
        _ = try TimelineWriter(path: path, cluster: ClusterDescription(TimelineRun().cluster))
      }
      #expect(error?.file == path && error?.remedy != nil)
    }
  }
}
