import Kernel
import Study

/// A cluster that says of its parts what a test has written, one answer a look; the last one goes on.
final class ScriptedCluster: ClusterEngine {
  typealias Answer = @Sendable () throws -> [Int: PartState]?

  let name = "The cluster"
  let farewell = "left alone"
  let repeatsByItself: Bool
  private let answers: [Answer]
  private let course = LockedValue<Course>(Course())

  /// What the cluster was asked for.
  struct Course: Sendable {
    var looks = 0
    var submitted: [[Int]] = []
    var cancelled: [Int] = []
    var wasLeft = false
  }

  init(repeatsByItself: Bool = false, _ answers: [Answer]) { (self.repeatsByItself, self.answers) = (repeatsByItself, answers) }

  var asked: Course { course.withLock { $0 } }

  func submit(_ parts: [Int]) { course.withLock { $0.submitted.append(parts) } }

  func states(begun: Set<Int>) throws -> [Int: PartState]? {
    let look = course.withLock { course in
      course.looks += 1
      return course.looks - 1
    }
    return try answers[min(look, answers.count - 1)]()
  }

  func cancel(_ part: Int) { course.withLock { $0.cancelled.append(part) } }

  func leave() { course.withLock { $0.wasLeft = true } }
}
