import Kernel
import Metrics

/// A question put to the simulator for a published result; its answer is a number with a name that formulas use.
public struct PublishedQuantity: Sendable {
  /// What is asked.
  public enum Question: Hashable, Sendable {
    /// The cost of one iteration of a replica of the first pool, in milliseconds.
    case step(StepQuestion)
    /// A figure of a run.
    case run(RunFigure)
    /// What a run does for requests that must all keep a pace, in requests a second or as the share that fails it.
    case effective(TokenPace, PaceFigure)
    /// The limit of a scenario by search.
    case capacity(CapacityQuestion)
  }

  /// Its name in formulas.
  public let name: String
  /// The scenario that it is asked of, with what is changed in it.
  public let scenario: Scenario
  /// What is asked.
  public let question: Question
  /// Where it stands.
  public let place: Place

  init(name: String, scenario: Scenario, question: Question, place: Place) {
    (self.name, self.scenario, self.question, self.place) = (name, scenario, question, place)
  }
}
