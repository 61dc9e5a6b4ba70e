import Kernel
import Workload

/// Requests with Poisson arrivals and the lengths of a measured trace, drawn beforehand and gone through in cycles, so
/// that the loop is timed and not the drawing.
struct CyclingLoad: ArrivalSource {
  /// Lengths and gaps at a rate of one request a second.
  struct Table {
    var promptTokens: [Int32] = []
    var outputTokens: [Int32] = []
    var gapSeconds: [Double] = []

    /// Lengths of the profile at `path`.
    init(profile path: String) throws {
      var source = try WorkloadSpecification(origin: .profile(path: path, requests: 65_536)).makeSource(seed: 1)
      var stream = RandomStream(seed: 1, name: "benchmark arrivals")
      while let arrival = try source.next() {
        promptTokens.append(Int32(arrival.promptTokens))
        outputTokens.append(Int32(arrival.outputTokens))
        gapSeconds.append(stream.exponential(mean: 1))
      }
    }
  }

  private let table: Table
  private let gaps: [Int64]
  private let requests: Int
  private var position = 0
  private var index = 0
  private var time: Int64 = 0

  /// So many requests at a rate; a rate of zero sends them all at the start.
  init(_ table: Table, requests: Int, requestsPerSecond: Double) {
    self.table = table
    self.requests = requests
    gaps = table.gapSeconds.map { requestsPerSecond == 0 ? 0 : Int64($0 / requestsPerSecond * 1e12) }
  }

  mutating func next() -> Arrival? {
    if position == requests { return nil }
    position += 1
    time += gaps[index]
    defer { index = index + 1 == gaps.count ? 0 : index + 1 }
    return Arrival(
      time: Instant(picoseconds: time), promptTokens: Int(table.promptTokens[index]), outputTokens: Int(table.outputTokens[index]))
  }
}
