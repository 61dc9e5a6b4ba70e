import ArgumentParser
import Kernel
import Workload

/// The options that name an arrival process.
struct TraceArrivals: ParsableArguments {
  /// The processes by the names that scenarios give them.
  enum Process: String, ExpressibleByArgument, CaseIterable {
    case poisson, gamma, constant
    case atOnce = "at_once"
  }

  @Option(help: "New arrival times from a process.")
  var arrivals: Process?

  @Option(help: ArgumentHelp("Requests per second of the process.", valueName: "req/s"))
  var rate: Double?

  @Option(help: ArgumentHelp("Deviation of gamma gaps over their mean; 1 is Poisson, more comes in bursts.", valueName: "number"))
  var cv: Double?

  /// The process; nil where none is named.
  ///
  /// - Throws: ``InputError`` where its parameters are missing, or others are given.
  func process() throws -> ArrivalProcess? {
    if cv != nil && arrivals != .gamma {
      throw InputError("--cv without gamma arrivals", remedy: "add --arrivals gamma, or leave it out")
    }
    guard let arrivals else { return nil }
    if arrivals == .atOnce {
      if rate != nil { throw InputError("a rate of requests that all come at once", remedy: "leave out --rate") }
      return .atOnce
    }
    guard let rate else { throw InputError("\(arrivals.rawValue) arrivals need a rate", remedy: "add --rate, in requests per second") }
    switch arrivals {
    case .poisson: return .poisson(requestsPerSecond: rate)
    case .constant, .atOnce: return .constant(requestsPerSecond: rate)
    case .gamma:
      guard let cv else { throw InputError("gamma arrivals need a coefficient of variation", remedy: "add --cv; 1 is Poisson") }
      return .gamma(requestsPerSecond: rate, coefficientOfVariation: cv)
    }
  }
}
