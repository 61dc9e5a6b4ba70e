import GRDB
import Metrics

/// A stretch of the time series of runs that differ in their seed only: what they came to in the mean, and between what they lay.
public struct CourseBin: Hashable, Sendable {
  /// A quantity over all runs, and over the bins of the series where several make a stretch.
  public struct Level: Hashable, Sendable {
    /// The mean.
    public var mean: Double
    /// The least.
    public var least: Double
    /// The greatest.
    public var greatest: Double
  }

  /// A quantity that the series tell.
  public enum Quantity: String, CaseIterable, Sendable {
    /// Requests that waited.
    case waiting
    /// Requests admitted to a replica.
    case running
    /// KV blocks in use over all there are.
    case kvShare
    /// Requests that arrived a second.
    case arrivedPerSecond
    /// Requests that finished a second.
    case finishedPerSecond
    /// Prompt tokens prefilled a second.
    case prefillTokensPerSecond
    /// Tokens produced a second.
    case outputTokensPerSecond
    /// Power.
    case watts
  }

  /// When it begins.
  public var startSeconds: Double
  /// When it ends.
  public var endSeconds: Double
  /// What each quantity came to; none of a share of KV where no pool has any.
  public var levels: [Quantity: Level]

  /// What a quantity came to; nil where it cannot be told.
  public subscript(quantity: Quantity) -> Level? { levels[quantity] }
}

extension ResultStore {
  /// How wide the bins of the time series of a run are, how many there are of the run that has most, and whether there are any.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func courseExtent(ofRuns runs: [Int64]) throws -> (binSeconds: Double, bins: Int)? {
    try read { db in
      let sql = """
        SELECT max(endPicoseconds - startPicoseconds) / 1e12 AS seconds, max(bin) + 1 AS bins FROM timeSeries WHERE \(RunList.condition)
        """
      let row = try Row.fetchOne(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init)
      guard let row, let seconds: Double = try row("seconds") else { return nil }
      return (seconds, try row("bins"))
    }
  }

  /// The time series of runs together, so many bins a stretch. A stretch that not all of the runs reach is of those that do.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func course(ofRuns runs: [Int64], binsPerStretch: Int = 1) throws -> [CourseBin] {
    try read { db in
      let sums = CourseBin.Quantity.allCases.map { "avg(\($0)) AS \($0)Mean, min(\($0)) AS \($0)Least, max(\($0)) AS \($0)Greatest" }
      let sql = """
        SELECT bin / \(max(1, binsPerStretch)) AS stretch, min(startSeconds) AS startSeconds, max(endSeconds) AS endSeconds,
          \(sums.joined(separator: ",\n  "))
        FROM timeSeriesRate WHERE \(RunList.condition) GROUP BY stretch ORDER BY stretch
        """
      return try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init).map { row in
        var levels: [CourseBin.Quantity: CourseBin.Level] = [:]
        for quantity in CourseBin.Quantity.allCases {
          guard let mean: Double = try row("\(quantity)Mean") else { continue }
          levels[quantity] = CourseBin.Level(mean: mean, least: try row("\(quantity)Least"), greatest: try row("\(quantity)Greatest"))
        }
        return CourseBin(startSeconds: try row("startSeconds"), endSeconds: try row("endSeconds"), levels: levels)
      }
    }
  }

  /// The mean power of each pool over the same stretches, pool by pool; none where the runs have one pool or it was not told.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func poolPower(ofRuns runs: [Int64], binsPerStretch: Int = 1) throws -> [(
    pool: String, points: [(seconds: Double, watts: Double)]
  )] {
    try read { db in
      let sql = """
        SELECT pool, bin / \(max(1, binsPerStretch)) AS stretch, min(startSeconds) AS seconds, avg(meanWatts) AS watts FROM poolPower
        WHERE \(RunList.condition) GROUP BY pool, stretch ORDER BY pool, stretch
        """
      var pools: [(pool: String, points: [(seconds: Double, watts: Double)])] = []
      for row in try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init) {
        let name: String = try row("pool")
        if pools.last?.pool != name { pools.append((name, [])) }
        pools[pools.count - 1].points.append((try row("seconds"), try row("watts")))
      }
      return pools.count > 1 ? pools : []
    }
  }
}
