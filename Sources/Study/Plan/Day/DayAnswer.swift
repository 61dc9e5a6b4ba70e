import Workload

/// What a day costs with a fixed number of replicas, and with a number that follows the load.
public struct DayAnswer: Sendable {
  /// A day of a fleet as it was simulated.
  public struct Fleet: Sendable {
    /// The most replicas.
    public let replicas: Int
    /// The fewest: those that are always there.
    public let fewest: Int
    /// Outstanding requests that a replica is to have; nil where the number of replicas is fixed.
    public let requestsPerReplica: Double?
    /// The share of the day's requests that kept the promise, of the demand that is nearest to its share or furthest below it.
    public let share: Double
    /// Half the 95 % confidence interval of the share, over the seeds; nil of one seed.
    public let halfWidth: Double?
    /// Days behind the verdict, a seed each.
    public let seeds: Int
    /// Hours that replicas were switched on, all of them together and none of them dead, in the mean over the seeds.
    public let replicaHours: Double
    /// What those hours cost in US dollars; electricity that is paid apart by the watts that were simulated.
    public let dollars: Double
    /// What is laid over the scenario's file to see it again, with the plan's first seed.
    public let assignments: [String]
  }

  /// The layout: the first of the table whose replicas are all alike.
  public let candidate: PlanCandidate
  /// The curve.
  public let curve: DailyCurve
  /// Requests of the day.
  public let requests: Int
  /// With the fewest replicas, there all the time, that hold over the day; nil where none do.
  public let fixed: Fleet?
  /// With replicas that are switched on and off; nil where no rule that was tried holds the objective over the day.
  public let following: Fleet?
}
