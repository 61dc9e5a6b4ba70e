import Kernel
import Store

/// How a validation is carried out.
public struct ValidationOptions {
  /// Where both sides are stored as runs; nil stores nothing.
  public var store: ResultStore?
  /// Who makes the runs, for their provenance.
  public var program: ProgramIdentity
  /// Changes laid over the scenario that a record stands for, such as `calibration=roofline`.
  public var assignments: [String] = []
  /// The file of the scenario whose server a benchmark measured; nil where assignments name the server.
  public var scenario: String?
  /// The log of the server that a benchmark measured; nil where there is none.
  public var serverLog: ServerLog?
  /// Requests a second of benchmarks whose results do not say it.
  public var requestsPerSecond: Double?
  /// Requests that benchmarks kept in flight whose results do not say it.
  public var concurrency: Int?
  /// Requests of each record, by the order in which they were sent, that no figure counts, measured or simulated: those that came to a
  /// server that was still cold. They are simulated, for the others wait behind them.
  public var firstCounted = 0
  /// Seed of what is drawn: the arrivals of records that tell a rate only.
  public var seed: UInt64 = 1
  /// Told what is being done, again and again.
  public var say: (String) -> Void = { _ in }
  /// How far the validation has come, and whether it is to stop.
  public let progress = StudyProgress()

  /// Options that store nothing.
  public init(program: ProgramIdentity) { self.program = program }

  /// Whether anything is given that the results of benchmarks alone do not tell themselves.
  var isOfBenchmarks: Bool { scenario != nil || serverLog != nil || requestsPerSecond != nil || concurrency != nil }

  /// Refuses to leave out all requests of a record.
  func checkCounted(of requests: Int, file: String) throws(InputError) {
    if firstCounted > 0 && firstCounted >= requests {
      throw InputError(
        "the first \(firstCounted) requests are to be left out, and there are \(requests)", file: file, remedy: "leave some to be compared")
    }
  }

  /// Says of a record of sums that single requests cannot be left out of them.
  func checkSums(file: String) throws(InputError) {
    if firstCounted > 0 {
      throw InputError(
        "figures over all requests cannot leave out the first \(firstCounted)", file: file,
        remedy: "a record with its requests one by one, such as vllm bench serve --save-detailed writes, or no --skip-first")
    }
  }

  /// What a report says of requests that are left out; nothing where none are.
  var leftOutFact: [(heading: String, text: String)] {
    if firstCounted == 0 { return [] }
    let text = "the first \(firstCounted) requests of each record, measured and simulated; they are simulated, and no figure has them"
    return [("Skipped", text)]
  }
}
