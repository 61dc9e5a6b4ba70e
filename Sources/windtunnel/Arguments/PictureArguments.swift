import ArgumentParser
import Kernel
import Record
import Report
import Study

/// The options of a run's picture.
struct PictureArguments: ParsableArguments {
  @Flag(help: "Draw what a replica did, below the report: iterations, batches, KV cache, waiting; of the first seed.")
  var picture = false

  @Option(help: ArgumentHelp("The replica of --picture, numbered through all pools. (default: 0)", valueName: "n"))
  var replica: Int?

  @Option(
    help: ArgumentHelp("The stretch of the run that --picture shows, such as 10s..12s or 1min... (default: all)", valueName: "from..to"))
  var window: String?

  func validate() throws {
    if !picture && replica != nil { throw ValidationError("--replica is of --picture, which is missing") }
    if !picture && window != nil { throw ValidationError("--window is of --picture, which is missing") }
  }

  /// What draws the picture of a run of one of the scenarios; nil where none is asked for.
  ///
  /// - Throws: ``InputError`` for several scenarios, a replica that there is not, and a stretch that is none.
  func execution(of prepared: [PreparedScenario]) throws -> PictureExecution? {
    guard picture else { return nil }
    guard prepared.count == 1 else {
      throw InputError("a picture shows a run of one scenario, and these are \(prepared.count)", remedy: "name one that varies nothing")
    }
    let cluster = prepared[0].clusterDescription
    let replica = replica ?? 0
    guard cluster.pool(of: replica) != nil else {
      let count = cluster.pools.reduce(0) { $0 + $1.replicas }
      throw InputError("--replica: there is no replica \(replica)", remedy: count == 1 ? "there is 0 alone" : "there are 0 to \(count - 1)")
    }
    let (from, to) = try stretch()
    return PictureExecution(of: prepared[0], replica: replica, from: from, to: to)
  }

  /// The two ends of the window; what is not written is the start, or the end.
  private func stretch() throws -> (from: Instant, to: Instant) {
    guard let window else { return (.start, .never) }
    guard let dots = window.firstRange(of: "..") else {
      throw InputError("--window: '\(window.prefix(60))' has no two ends", remedy: "write 10s..12s, 10s.. or ..12s")
    }
    func end(_ text: Substring, otherwise: Instant) throws -> Instant {
      text.isEmpty ? otherwise : Instant(try TraceText.duration(String(text), option: "--window"))
    }
    let from = try end(window[..<dots.lowerBound], otherwise: .start)
    let to = try end(window[dots.upperBound...], otherwise: .never)
    if from >= to { throw InputError("--window: '\(window.prefix(60))' ends before it begins", remedy: "write the earlier time first") }
    return (from, to)
  }
}
