import Foundation
import Metrics

/// Whether the share of requests that keep a promise reaches what was asked, told from runs with different seeds, and only where its
/// confidence says so.
///
/// A sequential test by replications: the shares of the seeds are independent, their mean has Student's t (Law, "Simulation Modeling
/// and Analysis", 5th ed., 2015, section 9.4.1), and where the interval still holds the share asked for, more seeds are run. A test that is
/// looked at several times errs oftener than one that is looked at once (Armitage, McPherson and Rowe, "Repeated significance tests on
/// accumulating data", 1969), so each of the looks may err by an equal part of 5 % (Bonferroni's inequality). The looks are at n, 5n/3, 8n/3
/// and 4n seeds; what is still open then is undecided.
///
/// Few seeds can agree by chance. The deviation between them is therefore never taken for less than that of as many independent
/// requests, each side of whose count one request is added to (Laplace's rule), so that shares of 100 % have an error too.
public struct AttainmentTest: Hashable, Sendable {
  /// What is known of a share.
  public enum Finding: String, Hashable, Sendable {
    /// It reaches what was asked.
    case holds
    /// It stays below.
    case fails
    /// Neither, after the last look.
    case undecided
  }

  /// How often a verdict may be wrong.
  public static let error = 0.05

  /// Numbers of seeds at which the test is looked at, rising.
  public let looks: [Int]
  /// The shares that the demands of the objective ask for.
  public let asked: [Double]

  /// A test that begins with `seeds` seeds; with one there is nothing to tell an error by, and its share is the verdict.
  ///
  /// - Precondition: there is a seed, and a demand.
  public init(seeds: Int, asked: [Double]) {
    precondition(seeds > 0 && !asked.isEmpty, "a test of nothing")
    self.asked = asked
    looks = seeds == 1 ? [1] : [seeds, (5 * seeds + 2) / 3, (8 * seeds + 2) / 3, 4 * seeds]
  }

  /// What the runs say of all demands together: they hold where each does, and fail where one does.
  ///
  /// Of runs that were cut short the share is the most that it could be: the mean is then no less than the true one, which is enough
  /// to fail and never enough to hold.
  public func finding(_ trials: [PlanTrial]) -> Finding {
    let findings = asked.indices.map { finding(trials, demand: $0) }
    if findings.contains(.fails) { return .fails }
    return findings.allSatisfy { $0 == .holds } ? .holds : .undecided
  }

  private func finding(_ trials: [PlanTrial], demand: Int) -> Finding {
    let (mean, asked) = (Self.mean(trials, demand: demand), asked[demand])
    let isCut = trials.contains(where: \.isCut)
    // Where all requests are promised for, one that is late decides.
    if trials.count < 2 || asked >= 1 { return mean >= asked && !isCut ? .holds : .fails }
    let error = Self.halfWidth(trials, demand: demand, level: 1 - 2 * Self.error / Double(looks.count * self.asked.count))
    if mean + error < asked { return .fails }
    return mean - error >= asked && !isCut ? .holds : .undecided
  }

  /// The mean share over the seeds.
  static func mean(_ trials: [PlanTrial], demand: Int) -> Double {
    trials.reduce(0) { $0 + $1.share(ofDemand: demand) } / Double(trials.count)
  }

  /// Half the width of the interval of the mean share; `level` is two-sided.
  ///
  /// - Precondition: there are two runs.
  static func halfWidth(_ trials: [PlanTrial], demand: Int, level: Double = 0.95) -> Double {
    let (count, mean) = (Double(trials.count), mean(trials, demand: demand))
    let between = trials.reduce(0) { $0 + ($1.share(ofDemand: demand) - mean) * ($1.share(ofDemand: demand) - mean) } / (count - 1)
    let requests = trials.reduce(0.0) { $0 + Double($1.requests) }
    let share = (mean * requests + 1) / (requests + 2)
    let withinRun = share * (1 - share) / max(1, requests / count)
    return (max(between, withinRun) / count).squareRoot() * StudentT.criticalValue(level: level, degreesOfFreedom: count - 1)
  }
}
