import Foundation
import Kernel
import Record
import Report
import Serving
import Testing
import Workload

@Suite("A picture of a replica shows its run")
struct ReplicaPictureTests {
  /// A run with what it told, and the picture of one replica.
  private struct Drawn {
    let text: String
    let outcome: RunOutcome
    let facts: Facts
  }

  /// What a run tells of one replica, kept whole.
  private final class Facts: Observer {
    let replica: Int
    var (spans, preempted, rejected) = ([IterationSpan](), 0, 0)

    init(replica: Int) { self.replica = replica }

    func receive(_ event: RunEvent) {
      if case .preempted(let record) = event, record.replica == replica { preempted += 1 }
      if case .rejected = event { rejected += 1 }
    }
    func tokenGaps(_ gap: Duration, count: Int) {}
    func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
    func iterationsEnded(_ span: IterationSpan) { if span.replica == replica { spans.append(span) } }
  }

  private func draw(_ run: TimelineRun = TimelineRun(), replica: Int = 0, from: Instant = .start, to: Instant = .never, width: Int = 80)
    throws
    -> Drawn
  {
    let cluster = run.cluster
    let picture = ReplicaPictureObserver(replica: replica, of: ClusterDescription(cluster), seed: 7, from: from, to: to)
    let facts = Facts(replica: replica)
    func simulate(_ observer: any Observer) throws -> RunOutcome {
      var simulation = try Simulation(
        cluster: cluster, source: ArrivalList(run.arrivals), options: SimulationOptions(leaps: run.leaps), observer: observer)
      return try simulation.run()
    }
    _ = try simulate(facts)
    let outcome = try simulate(picture)
    return Drawn(text: picture.picture(of: outcome).text(width: width), outcome: outcome, facts: facts)
  }

  private func words(_ text: String) -> String { text.split { $0 == " " || $0 == "\n" }.joined(separator: " ") }

  @Test("its sums are those of the iterations, whatever the replica", arguments: [0, 1])
  func sums(replica: Int) throws {
    let drawn = try draw(replica: replica)
    let spans = drawn.facts.spans
    func time(_ isCounted: (IterationSpan) -> Bool) -> Double { spans.filter(isCounted).reduce(0) { $0 + ($1.end - $1.start).seconds } }
    let (all, end) = (time { _ in true }, drawn.outcome.end.seconds)
    let busy =
      "Busy \(NumberText.percent(all / end)) of the time: prefill "
      + NumberText.percent(time { $0.prefillTokens > 0 && $0.decodeSequences == 0 } / end) + ", mixed "
      + NumberText.percent(time { $0.prefillTokens > 0 && $0.decodeSequences > 0 } / end)
    #expect(words(drawn.text).contains(busy), "\(drawn.text)\n\(busy)")
    let most = spans.map { $0.decodeSequences + $0.prefillChunks }.max() ?? 0
    #expect(words(drawn.text).contains(", \(most) at most; KV "))
    #expect(words(drawn.text).contains("(\((spans.map(\.kvBlocksUsed).max() ?? 0) * 4) tokens)"))
    #expect(words(drawn.text).contains("; \(spans.map(\.waiting).max() ?? 0) waiting at most."))
    #expect(drawn.text.hasPrefix("Picture      replica \(replica) of 2 (chat, sarathi), seed 7: 0 s to "))
    #expect(drawn.facts.preempted + drawn.facts.rejected > 0)
    #expect(words(drawn.text).contains("r \(drawn.facts.rejected) rejected by the cluster"))
    if drawn.facts.preempted > 0 { #expect(words(drawn.text).contains("p \(drawn.facts.preempted) preempted")) }
  }

  @Test("leaps are drawn as the iterations that they are")
  func leaps() throws {
    var stepwise = TimelineRun()
    stepwise.leaps = false
    // Of the iterations of a leap it is known only what the first one left in the cache, and who waited then.
    func rows(_ text: String) -> [Substring] { text.split(separator: "\n").prefix { !$0.hasPrefix("KV %") } }
    #expect(try rows(draw().text) == rows(draw(stepwise).text))
  }

  @Test("it keeps within its window, with an axis below every row", arguments: [40, 60, 80, 120, 300])
  func widths(width: Int) throws {
    let lines = try draw(width: width).text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= width })
    let axis = try #require(lines.first { $0.contains("├─") })
    let bars = lines.filter { $0.contains { "▁▂▃▄▅▆▇█".contains($0) } }
    #expect(bars.count >= 6 && bars.allSatisfy { $0.count <= axis.count })
    #expect(lines.contains { $0.hasPrefix("             0 ms") })
  }

  @Test("a window shows that stretch alone, and says where nothing happened in it")
  func window() throws {
    let whole = try draw()
    let (from, to) = (Instant.start + .milliseconds(5), Instant.start + .milliseconds(10))
    let part = try draw(from: from, to: to)
    #expect(part.text.contains("5.00 ms to 10.0 ms") && part.text != whole.text)
    let inside = part.facts.spans.filter { $0.start < to && $0.end > from }
    let time = inside.reduce(0) { $0 + (min($1.end, to) - max($1.start, from)).seconds }
    #expect(words(part.text).contains("Busy \(NumberText.percent(time / 0.005)) of the time"))
    let late = try draw(from: .start + .seconds(1000))
    #expect(late.text.contains("Nothing happened on the replica in that time."))
  }

  @Test("a run of a month takes no more than one of a second, and no length of time is too long")
  func long() {
    let cluster = ClusterDescription(pools: [PoolDescription(name: "main", replicas: 1, kvBlocks: 100, maximumModelTokens: 100)])
    let observer = ReplicaPictureObserver(replica: 0, of: cluster, seed: 1, from: .start, to: .never)
    func span(_ start: Int64, _ length: Duration) -> IterationSpan {
      IterationSpan(
        replica: 0, start: .start + .seconds(start), count: 1, firstDuration: length, growth: .zero, decodeSequences: 4, prefillTokens: 0,
        prefillChunks: 0, kvBlocksUsed: 50, waiting: 2)
    }
    for second in 0..<1000 { observer.iterationsEnded(span(Int64(second), .milliseconds(500))) }
    observer.iterationsEnded(span(2_592_000, .seconds(3600)))
    observer.receive(.preempted(PreemptionRecord(request: 1, replica: 0, time: .start + .seconds(9_200_000))))
    var outcome = RunOutcome(
      end: .start + .seconds(9_200_001), arrived: 0, finished: 0, rejected: [], unfinished: 0, promptTokens: 0, outputTokens: 0, events: 0,
      digest: 0, replicas: [])
    let text = words(observer.picture(of: outcome).text(width: 80))
    #expect(text.contains("0 s to 106.5 d") && text.contains("p 1 preempted"))
    #expect(text.contains("Busy <0.1 % of the time") && text.contains("a batch has 4.00 sequences in the mean, 4 at most; KV 50 %"))
    outcome.end = .start
    #expect(observer.picture(of: outcome).text(width: 80).contains("Nothing happened"))
  }
}
