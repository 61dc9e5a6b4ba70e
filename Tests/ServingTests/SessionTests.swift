import Kernel
import Record
import Serving
import Testing
import Workload

/// Turns of a session wait for the answer to the one before: a closed loop a session.
@Suite("Sessions")
struct SessionTests {
  private func turn(_ number: Int32, after previous: Int32? = nil, delay: Int64? = nil, at time: Int64 = 0, prompt: Int = 8) -> Arrival {
    Arrival(
      time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: 3,
      turn: Turn(number: number, previous: previous, delay: delay.map { Duration(picoseconds: $0) }))
  }

  @Test("a turn comes its delay after the answer to the one before, however long that took")
  func delays() throws {
    let run = try simulate(Rules(), [turn(0), turn(1, after: 0, delay: 5000), turn(2, after: 1, delay: 0)])
    let records = run.log.records
    #expect(records.count == 3)
    #expect(records[1]?.arrival == records[0].map { $0.finish + Duration(picoseconds: 5000) })
    #expect(records[2]?.arrival == records[1]?.finish)
  }

  @Test("the answer is what the client has: a delivery that takes time holds the next turn back")
  func deliveryCounts() throws {
    var rules = Rules()
    rules.engine.deliveryDelay = Duration(picoseconds: 700)
    let run = try simulate(rules, [turn(0), turn(1, after: 0, delay: 50)])
    let (first, second) = (try #require(run.log.records[0]), try #require(run.log.records[1]))
    #expect(second.arrival == first.finish + Duration(picoseconds: 50))
    let plain = try simulate(Rules(), [turn(0)])
    #expect(try first.finish == #require(plain.log.records[0]).finish + Duration(picoseconds: 700))
  }

  @Test("a turn without a delay comes at its own time, or when the answer is there if that is later")
  func recordedTimes() throws {
    let late = try simulate(Rules(), [turn(0), turn(1, after: 0, at: 1_000_000)])
    #expect(late.log.records[1]?.arrival == Instant(picoseconds: 1_000_000))
    let early = try simulate(Rules(), [turn(0), turn(1, after: 0, at: 1)])
    #expect(early.log.records[1]?.arrival == early.log.records[0]?.finish)
  }

  @Test("several turns may wait for one answer, and come in the order of the trace")
  func branches() throws {
    let run = try simulate(Rules(), [turn(0), turn(1, after: 0, delay: 10), turn(2, after: 0, delay: 10, prompt: 4)])
    #expect(run.log.records[1]?.promptTokens == 8 && run.log.records[2]?.promptTokens == 4)
    #expect(run.log.records[1]?.arrival == run.log.records[2]?.arrival)
  }

  @Test("a request that is turned away ends its session: what waits for it, and for that, never comes, and is counted")
  func rejections() throws {
    let source = SessionSource(
      ArrivalList([turn(0), turn(1, after: 0, delay: 1, prompt: 100_000), turn(2, after: 1, delay: 1), turn(3, after: 2), turn(4)]))
    var simulation = try Simulation(
      cluster: Rules().cluster, source: source, options: SimulationOptions(seed: 1, checksEveryInstant: true), observer: nil)
    let outcome = try simulation.run()
    #expect(outcome.arrived == 3 && outcome.finished == 2)
    #expect(source.report.skipped == 2, "\(source.report)")
  }

  @Test("a turn that waits for one which the workload does not hold is left out and counted; one with a time of its own comes then")
  func orphans() throws {
    let source = SessionSource(ArrivalList([turn(4, after: 3, delay: 10), turn(5, after: 3, at: 20), turn(6, after: 5, delay: 1)]))
    #expect(try source.next()?.time == Instant(picoseconds: 20))
    #expect(try source.next() == nil)
    #expect(source.report.skipped == 1)
    #expect(source.turns(after: 5).map(\.turn?.number) == [6])
    #expect(source.turns(after: 5).isEmpty, "each turn is handed out once")
  }

  @Test("turns that come after the end of time are refused")
  func beyondTime() throws {
    #expect(throws: InputError.self) { try simulate(Rules(), [turn(0), turn(1, after: 0, delay: .max)]) }
  }
}
