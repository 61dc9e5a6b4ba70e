import Foundation
import Hardware
import Kernel
import Record
import Report
import Serving
import Workload

/// A run small enough to look at: requests in bursts, so that some queue, some decode undisturbed and some lose their place.
struct TimelineRun {
  var leaps = true
  var kvBlocks = 40
  var poolName = "chat"
  var horizon = Instant.never

  var cluster: ClusterConfiguration {
    let cost = LinearCostModel(
      base: .microseconds(300), perToken: Duration(picoseconds: 1_234_567), perContextToken: Duration(picoseconds: 7_891),
      perTokenNanojoules: 500)
    let replica = ReplicaConfiguration(
      costModel: cost, kvBlocks: kvBlocks, blockTokens: 4, maximumSequences: 8, maximumBatchedTokens: 24, maximumModelTokens: 1000,
      idleWatts: 80)
    return ClusterConfiguration(pools: [PoolConfiguration(name: poolName, replicas: 2, replica: replica)])
  }

  /// Bursts of six, five milliseconds apart, and last a request that no replica could hold.
  var arrivals: [Arrival] {
    (0..<30).map { number in
      Arrival(
        time: .start + .microseconds(Int64(number / 6) * 5000), promptTokens: 3 + number * 7 % 40, outputTokens: 1 + number * 5 % 37)
    } + [Arrival(time: .start + .microseconds(25_000), promptTokens: 900, outputTokens: 50)]
  }

  /// Runs, and draws the timeline into a temporary file.
  func draw(_ options: TimelineOptions = TimelineOptions()) throws -> DrawnTimeline {
    let folder = try TemporaryFolder()
    let path = folder.path("timeline.json")
    let writer = try TimelineWriter(path: path, cluster: ClusterDescription(cluster), options: options)
    var simulation = try Simulation(
      cluster: cluster, source: ArrivalList(arrivals),
      options: SimulationOptions(seriesBin: .milliseconds(2), horizon: horizon, leaps: leaps), observer: writer)
    let outcome = try simulation.run()
    try writer.finish(outcome)
    return try DrawnTimeline(text: String(contentsOfFile: path, encoding: .utf8), outcome: outcome, report: writer.report)
  }
}

/// A timeline as a JSON parser sees it, beside the run it was drawn from.
struct DrawnTimeline {
  let text: String
  let outcome: RunOutcome
  let report: TimelineReport
  let events: [[String: Any]]

  init(text: String, outcome: RunOutcome, report: TimelineReport) throws {
    self.text = text
    self.outcome = outcome
    self.report = report
    events = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
  }

  /// Events of a phase, in the order of the file.
  func events(_ phase: String) -> [[String: Any]] { events.filter { $0["ph"] as? String == phase } }

  /// Slices of a replica, in the order of the file.
  func slices(of replica: Int) -> [[String: Any]] { events("X").filter { $0["pid"] as? Int == replica + 2 } }
}

extension [String: Any] {
  /// When it begins, in whole nanoseconds.
  var nanoseconds: Int { Int(((self["ts"] as? Double ?? .nan) * 1000).rounded()) }
  /// How long it takes, in whole nanoseconds.
  var lengthNanoseconds: Int { Int(((self["dur"] as? Double ?? .nan) * 1000).rounded()) }
  var name: String { self["name"] as? String ?? "" }
  /// A whole number among what is known of it.
  func argument(_ name: String) -> Int? { (self["args"] as? [String: Any])?[name] as? Int }
}

/// A folder that goes when it is let go.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("windtunnel-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
  var entries: [String] { (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [] }
}
