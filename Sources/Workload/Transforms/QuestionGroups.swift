import Kernel

/// How questions are put together into calls, as BatchPrompt does: one instruction for all of them, and each asked several times, in
/// another order, for an answer by vote.
public struct QuestionGroups: Hashable, Sendable, CustomStringConvertible {
  /// Questions of a call.
  public var questions: Int
  /// Tokens that all prompts begin with, which a call has once.
  public var instructionTokens: Int
  /// How often each question is asked.
  public var votes: Int
  /// The share of questions whose answer is settled after each vote, which are not asked again. Empty where all are asked so often,
  /// at the same time.
  public var earlyStop: [Double]

  /// Groups by their figures.
  public init(questions: Int, instructionTokens: Int = 0, votes: Int = 1, earlyStop: [Double] = []) {
    self.questions = questions
    self.instructionTokens = instructionTokens
    self.votes = votes
    self.earlyStop = earlyStop
  }

  /// Most questions of a call, and most votes.
  public static let mostQuestions = 100_000
  /// Most votes on a question.
  public static let mostVotes = 1000

  /// Whether it is drawn how often a question is asked.
  var draws: Bool { earlyStop.count { $0 > 0 } > 1 }

  /// Checks the figures.
  ///
  /// - Throws: ``InputError`` for figures out of range, and shares that are not one for each vote or do not come to 1.
  public func validate() throws(InputError) {
    guard 1...Self.mostQuestions ~= questions else {
      throw InputError("calls of \(questions) questions", remedy: "from 1 to \(Self.mostQuestions)")
    }
    guard 0...Arrival.maximumTokens ~= instructionTokens else {
      throw InputError("an instruction of \(instructionTokens) tokens", remedy: "from 0 to \(Arrival.maximumTokens)")
    }
    guard 1...Self.mostVotes ~= votes else { throw InputError("\(votes) votes", remedy: "from 1 to \(Self.mostVotes)") }
    if earlyStop.isEmpty { return }
    guard earlyStop.count == votes else {
      throw InputError("\(earlyStop.count) shares of questions that stop, and \(votes) votes", remedy: "a share for each vote")
    }
    guard earlyStop.allSatisfy({ 0...1 ~= $0 }), abs(earlyStop.reduce(-1, +)) <= 1e-6 else {
      throw InputError("the shares of questions that stop do not come to 1", remedy: "shares from 0 to 1, of the last vote what is left")
    }
  }

  /// After which vote a question is settled, from its own stream.
  func settledAfter(_ stream: inout RandomStream) -> Int {
    var left = stream.uniform()
    for (vote, share) in earlyStop.enumerated() {
      left -= share
      if left < 0 { return vote + 1 }
    }
    // Rounding may leave a crumb behind the last share above zero.
    return (earlyStop.lastIndex { $0 > 0 } ?? votes - 1) + 1
  }

  /// In words, for reports.
  public var description: String {
    var parts = ["\(questions) questions a call"]
    if instructionTokens > 0 { parts.append("instruction of \(instructionTokens) tokens once") }
    if votes > 1 { parts.append("\(votes) votes") }
    if !earlyStop.isEmpty { parts.append("settled after each: " + earlyStop.map { "\($0)" }.joined(separator: ", ")) }
    return parts.joined(separator: ", ")
  }
}
