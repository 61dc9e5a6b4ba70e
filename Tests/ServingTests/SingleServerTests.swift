import Kernel
import Record
import Serving
import Testing

/// A replica that runs one sequence at a time is a single server with a queue, M/G/1 under Poisson arrivals.
@Suite struct SingleServerTests {
  private let base = Duration.microseconds(3000)
  private let perToken = Duration.microseconds(250)
  private let perContextToken = Duration.microseconds(2)

  /// The time in service: the prompt in one iteration, then a decode step for each token after the first, whose context
  /// grows by one a step.
  private func service(prompt: Int, output: Int) -> Duration {
    var total = base + perToken * prompt
    for step in 1..<max(output, 1) { total += base + perToken + perContextToken * (prompt + step) }
    return total
  }

  private func serve(_ tokens: TokenLaw, load: Double, requests: Int, scheduler: String) throws -> (
    records: [RequestRecord], interval: Duration, moments: (first: Double, second: Double)
  ) {
    let prompt = 50
    let laws: [(Int, Double)] =
      switch tokens {
      case .constant(let count): [(count, 1)]
      case .uneven(let short, let long): [(short, 0.95), (long, 0.05)]
      case .geometric(let mean):
        (1...Int(60 * mean)).map { ($0, scaledPower(1 - 1 / mean, $0 - 1) / mean) }
      }
    let times = laws.map { (service(prompt: prompt, output: $0.0).seconds, $0.1) }
    let first = times.reduce(0) { $0 + $1.0 * $1.1 }
    let second = times.reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    let interval = Duration(seconds: first / load)
    let records = try PoissonLoad(interval: interval, tokens: tokens, promptTokens: prompt, requests: requests)
      .serve(base: base, perToken: perToken, perContextToken: perContextToken, slots: 1, scheduler: scheduler)
    return (records, interval, (first, second))
  }

  private func scaledPower(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  /// Those that take requests as they come: BatchLLM's takes what waits in an order of its own, and more at once.
  static let policies = SchedulerCatalog.names.filter { $0 != "batchllm" }

  @Test(arguments: SingleServerTests.policies, [TokenLaw.constant(8), .geometric(mean: 8), .uneven(short: 2, long: 122)])
  func theMeanWaitIsPollaczekAndKhinchines(scheduler: String, tokens: TokenLaw) throws {
    // E[W] = λ E[S²] / (2 (1 - ρ)): exact here, iterations and all, for a request in service has the server to itself.
    let (records, interval, moments) = try serve(tokens, load: 0.6, requests: 200_000, scheduler: scheduler)
    let expected = moments.second / interval.seconds / (2 * (1 - 0.6))
    let wait = BatchMeans(records.map { ($0.firstScheduled - $0.arrival).seconds })
    #expect(wait.distance(from: expected) < 4, "\(wait) against \(expected)")
    #expect(wait.standardError < 0.05 * expected, "the run is too short to tell: \(wait)")
  }

  @Test(arguments: SingleServerTests.policies, [TokenLaw.constant(8), .geometric(mean: 8), .uneven(short: 2, long: 122)])
  func everySingleWaitIsLindleys(scheduler: String, tokens: TokenLaw) throws {
    // W(n+1) = max(0, W(n) + S(n) - A(n)), to the picosecond, and service is as long as the cost model says.
    let records = try serve(tokens, load: 0.8, requests: 20_000, scheduler: scheduler).records
    var free = Instant.start
    for record in records {
      #expect(record.firstScheduled == max(record.arrival, free))
      #expect(record.firstToken == record.firstScheduled + base + perToken * record.promptTokens)
      #expect(record.finish == record.firstScheduled + service(prompt: record.promptTokens, output: record.outputTokens))
      free = record.finish
    }
  }

  @Test func arrivalsFindTheServerBusyAsOftenAsItIs() throws {
    // Poisson arrivals see time averages: the share that has to wait is ρ.
    let records = try serve(.geometric(mean: 8), load: 0.6, requests: 200_000, scheduler: "sarathi").records
    let delayed = BatchMeans(records.map { $0.firstScheduled > $0.arrival ? 1 : 0 })
    #expect(delayed.distance(from: 0.6) < 4, "\(delayed)")
    #expect(delayed.standardError < 0.01)
  }
}
