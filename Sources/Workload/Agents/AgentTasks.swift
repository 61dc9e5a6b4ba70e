import Kernel

/// Tasks of agents: calls of the model with a tool in use between one and the next, each of which has all before it in its prompt.
///
/// The prompt of a later call is the prompt before it, what was answered to that, and what the tool gave.
public struct AgentTasks: Hashable, Sendable, CustomStringConvertible {
  /// How many calls a task makes.
  public var calls: LengthDistribution
  /// Tokens that all prompts begin with: the instruction, and what tools there are.
  public var sharedTokens: Int
  /// Tokens of a task's own in its first prompt.
  public var taskTokens: LengthDistribution
  /// Tokens that a call answers.
  public var outputTokens: LengthDistribution
  /// Tokens that a tool's result adds to the prompt.
  public var toolTokens: LengthDistribution
  /// How long a tool takes, from the answer that calls it to the next call.
  public var toolTime: TimeDistribution
  /// Tokens in a block of ``Arrival/blockHashes``.
  public var blockTokens: Int

  /// Tasks by their figures.
  public init(
    calls: LengthDistribution, sharedTokens: Int = 0, taskTokens: LengthDistribution, outputTokens: LengthDistribution,
    toolTokens: LengthDistribution, toolTime: TimeDistribution, blockTokens: Int = 16
  ) {
    self.calls = calls
    self.sharedTokens = sharedTokens
    self.taskTokens = taskTokens
    self.outputTokens = outputTokens
    self.toolTokens = toolTokens
    self.toolTime = toolTime
    self.blockTokens = blockTokens
  }

  /// Most calls of a task.
  public static let mostCalls = 100_000

  /// Checks the figures.
  ///
  /// - Throws: ``InputError`` for lengths, times and blocks out of range, and for tasks of too many calls.
  public func validate() throws {
    do { try calls.validate() } catch { throw InputError("tasks of \(calls) calls", remedy: "from 1 to \(Self.mostCalls), no empty range") }
    guard 0...Arrival.maximumTokens ~= sharedTokens else {
      throw InputError("\(sharedTokens) tokens that all prompts begin with", remedy: "from 0 to \(Arrival.maximumTokens)")
    }
    for lengths in [taskTokens, outputTokens, toolTokens] { try lengths.validate() }
    try toolTime.validate()
    guard 1...65_536 ~= blockTokens else {
      throw InputError("prompt blocks of \(blockTokens) tokens", remedy: "give a block size from 1 to 65536")
    }
  }

  /// In words, for reports.
  public var description: String {
    "tasks of agents: calls \(calls), \(sharedTokens) tokens in common, task \(taskTokens), output \(outputTokens), tool result \(toolTokens) "
      + "after \(toolTime)"
  }
}
