import Kernel
import Record
import Serving
import Testing
import Workload

/// The time integral of the number in the system is the sum of the times spent in it: L = λ W, and on a run that starts
/// and ends empty not as an estimate but in whole picoseconds.
@Suite struct LittlesLawTests {
  @Test(arguments: SchedulerCatalog.names)
  func theSeriesIntegratesToTheSojournTimes(scheduler: String) throws {
    // Every instant is a whole number of bins, so the state is constant within each bin and the sum is the integral.
    let bin: Int64 = 10
    for number in 0..<60 {
      var scenario = RandomCase(number, of: "little \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      scenario.rules.base *= bin
      scenario.rules.perToken *= bin
      scenario.rules.perContext *= bin
      for index in scenario.rules.cappedGroups.indices { scenario.rules.cappedGroups[index].perContextToken.picoseconds *= bin }
      for index in scenario.arrivals.indices {
        scenario.arrivals[index].time.picoseconds = (scenario.arrivals[index].time.picoseconds + 1) * bin
      }
      let run = try simulate(scenario.rules, scenario.arrivals, seriesBin: Duration(picoseconds: bin))
      let integral = run.samples.reduce(0) { $0 + Int64($1.waiting + $1.running) * bin }
      let sojourns = run.log.records.values.reduce(0) { $0 + ($1.finish - $1.arrival).picoseconds }
      #expect(integral == sojourns, "\(scenario)")
      #expect(run.samples.last.map { $0.waiting + $0.running } ?? 0 == 0, "\(scenario)")
    }
  }

  @Test func iterationsIntegrateToTheTimesInService() throws {
    // Stall-free batching without a shortage: a request that is admitted takes part in every iteration until its last token, so
    // the sum of duration x sequences over iterations is the sum of the times from first iteration to last token.
    for number in 0..<300 {
      var scenario = RandomCase(number, of: "little iterations", scheduler: "sarathi", routers: RouterCatalog.names)
      (scenario.rules.kvBlocks, scenario.rules.budget) = (10_000, 10_000)
      let observer = SequenceTime()
      var simulation = try Simulation(
        cluster: scenario.rules.cluster, source: ArrivalList(scenario.arrivals), options: SimulationOptions(leaps: number % 2 == 0),
        observer: observer)
      _ = try simulation.run()
      #expect(observer.sequenceTime == observer.serviceTime, "\(scenario)")
      #expect(observer.serviceTime > .zero)
    }
  }

  /// Sums duration x sequences from iterations, and time in service from requests.
  private final class SequenceTime: SilentObserver {
    var sequenceTime = Duration.zero
    var serviceTime = Duration.zero

    override func receive(_ event: RunEvent) {
      if case .finished(let record) = event { serviceTime += record.finish - record.firstScheduled }
    }

    override func iterationsEnded(_ span: IterationSpan) {
      sequenceTime += (span.end - span.start) * (span.decodeSequences + span.prefillChunks)
    }
  }
}
