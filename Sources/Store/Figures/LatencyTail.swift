import GRDB
import Metrics

/// The distribution of a latency in one run, by the requests that took longest: `milliseconds` of a point is what so many requests took or
/// more.
public struct LatencyTail: Hashable, Sendable {
  /// A request by its place among those that took longest.
  public struct Point: Hashable, Sendable {
    /// Its place, from 1 for the one that took longest.
    public var place: Int
    /// What it took.
    public var milliseconds: Double
  }

  /// The requests that were recorded and have such a latency.
  public var count: Int
  /// Some of them, the one that took longest first.
  public var points: [Point]

  /// Places that draw a curve over so many requests: each of the longest, and ever fewer of the others, so that a tail is as it was and the
  /// whole has a hundred or two hundred points.
  public static func places(upTo count: Int) -> [Int] {
    var places: [Int] = []
    var place = 1.0
    while Int(place) < count {
      places.append(Int(place))
      place = place < 20 ? place + 1 : place * 1.08
    }
    return count > 0 ? places + [count] : []
  }
}

extension ResultStore {
  /// How many finished requests of each run are recorded after its warm-up, in the order asked for; 0 of a run of which summaries alone are
  /// stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func recordedRequests(ofRuns runs: [Int64]) throws -> [Int] {
    try read { db in
      let sql = """
        SELECT run.id AS run, (SELECT count(*) FROM request WHERE run = run.id AND request >= run.warmUpRequests) AS requests FROM run
        WHERE run.id IN (SELECT value FROM json_each(?))
        """
      var counts: [Int64: Int] = [:]
      for row in try Row.fetchAll(db, sql: sql, arguments: [RunList.text(runs)]).map(StoredRow.init) {
        counts[try row("run")] = try row("requests")
      }
      return runs.map { counts[$0] ?? 0 }
    }
  }

  /// The requests of a run at these places among those that took longest by a latency; the warm-up is left out.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func latencyTail(of latency: RequestLatency, run: Int64, places: [Int]) throws -> LatencyTail {
    try read { db in
      let value = ColumnDefinition.milliseconds(latency)
      let sql = """
        WITH measured AS (
          SELECT \(value) AS milliseconds FROM request
          WHERE run = :run AND request >= (SELECT warmUpRequests FROM run WHERE id = :run) AND \(value) IS NOT NULL
        ), placed AS (
          SELECT milliseconds, row_number() OVER (ORDER BY milliseconds DESC) AS place, count(*) OVER () AS requests FROM measured
        )
        SELECT * FROM placed WHERE place IN (SELECT value FROM json_each(:places)) ORDER BY place
        """
      let places = RunList.text(places.map { Int64($0) })
      let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: ["run": run, "places": places]).map(StoredRow.init)
      return LatencyTail(
        count: try rows.first?("requests") ?? 0,
        points: try rows.map { LatencyTail.Point(place: try $0("place"), milliseconds: try $0("milliseconds")) })
    }
  }

  /// The gaps between tokens of all of these runs that have them stored, bin by bin from the shortest: from where to where a bin goes, and
  /// how many gaps are in it; and how many of the runs have them.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public func tokenGaps(ofRuns runs: [Int64]) throws -> (bins: [LatencyBin], runs: Int) {
    try read { db in
      let list = RunList.text(runs)
      let sql = """
        SELECT lowestPicoseconds, min(widthPicoseconds) AS widthPicoseconds, sum(gaps) AS gaps FROM tokenGap WHERE \(RunList.condition)
        GROUP BY lowestPicoseconds ORDER BY lowestPicoseconds
        """
      let bins = try Row.fetchAll(db, sql: sql, arguments: [list]).map(StoredRow.init).map { row in
        LatencyBin(lowest: try row("lowestPicoseconds"), width: try row("widthPicoseconds"), count: try row("gaps"))
      }
      let counted = "SELECT count(DISTINCT run) FROM tokenGap WHERE \(RunList.condition)"
      return (bins, try Int.fetchOne(db, sql: counted, arguments: [list]) ?? 0)
    }
  }
}
