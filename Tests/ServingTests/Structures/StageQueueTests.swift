import Hardware
import Kernel
import Serving
import Testing

/// The stages of a pipeline, batch by batch.
@Suite struct StageQueueTests {
  private func queue(stages: Int, hop: Int64) -> StageQueue {
    let stage = LinearCostModel(base: .zero, perToken: .zero, perContextToken: .zero)
    return StageQueue(
      PipelinedCost(stages: Array(repeating: stage, count: stages), hop: Duration(picoseconds: hop), hopPerToken: Duration(picoseconds: 1)))
  }

  @Test("A batch enters a stage when it has left the one before and the batch ahead has left this one: all triples of batches")
  func everyTriple() {
    // Three batches of one or two tokens with times of 1 to 3 in each of two stages, a hop of 2, begun 1 apart.
    for code in 0..<(18 * 18 * 18) {
      var stages = queue(stages: 2, hop: 2)
      let batches = [code % 18, code / 18 % 18, code / 324]
      var free: [Int64] = [0, 0]
      var ends: [Int64] = []
      for (number, batch) in batches.enumerated() {
        let times = [Int64(1 + batch % 3), Int64(1 + batch / 3 % 3)]
        let (now, tokens) = (Int64(number), 1 + batch / 9)
        free[0] = max(now, free[0]) + times[0]
        free[1] = max(free[0] + 2 + Int64(tokens), free[1]) + times[1]
        ends.append(free[1])
        let out = stages.enter(
          now: Instant(picoseconds: now), tokens: tokens, times: Column(times.map { Duration(picoseconds: $0) }))
        #expect(out.picoseconds == free[1])
      }
      for (number, batch) in batches.enumerated() {
        stages.book(
          from: Instant(picoseconds: Int64(number)), to: Instant(picoseconds: ends[number]),
          times: Column([Duration(picoseconds: Int64(1 + batch % 3)), Duration(picoseconds: Int64(1 + batch / 3 % 3))]))
        let fault = stages.fault
        #expect(fault == nil)
      }
      // From the first begin to the last end some batch was on its way.
      let (active, busy) = (stages.active.picoseconds, stages.stageBusy.map(\.picoseconds))
      #expect(active == ends[2])
      #expect(busy == [batches.reduce(0) { $0 + Int64(1 + $1 % 3) }, batches.reduce(0) { $0 + Int64(1 + $1 / 3 % 3) }])
    }
  }

  @Test("Stages that a crash has emptied take the next batch at once")
  func abandoned() {
    var stages = queue(stages: 3, hop: 0)
    let times = Column<Duration>(repeating: Duration(picoseconds: 100), count: 3)
    _ = stages.enter(now: .start, tokens: 0, times: times)
    stages.abandon(at: Instant(picoseconds: 50))
    let fault = stages.fault
    #expect(fault == nil)
    let out = stages.enter(now: Instant(picoseconds: 50), tokens: 0, times: times)
    #expect(out.picoseconds == 350)
  }

  @Test("Work booked for longer than an iteration was on its way is noticed")
  func fault() {
    var stages = queue(stages: 1, hop: 0)
    stages.book(from: .start, to: Instant(picoseconds: 5), times: Column([Duration(picoseconds: 6)]))
    let fault = stages.fault
    #expect(fault?.contains("stage 0 worked for 6 ps") == true)
  }

  @Test("Times of another number of stages end the program")
  func doors() async {
    await #expect(processExitsWith: .failure) {
      let stage = LinearCostModel(base: .zero, perToken: .zero, perContextToken: .zero)
      var stages = StageQueue(PipelinedCost(stages: [stage, stage]))
      _ = stages.enter(now: .start, tokens: 1, times: Column([Duration.zero]))
    }
  }
}
