import Kernel

/// Measures the sessions of a trace while it passes by. Memory follows the turns.
struct SessionFit {
  /// Where a turn stands: in which session, and how long its prompt is.
  private var places: [Int32: (session: Int, promptTokens: Int)] = [:]
  private var turns: [Int] = []
  private var delays: [Int] = []
  private var growths: [(prompt: Int, output: Int)] = []

  /// Takes in the next request; returns whether it begins a session, or is a request by itself.
  ///
  /// - Throws: ``InputError`` for a turn that has a time in place of a delay.
  mutating func add(_ arrival: Arrival) throws -> Bool {
    guard let turn = arrival.turn else {
      turns.append(1)
      return true
    }
    guard let previous = turn.previous, let place = places[previous] else {
      places[turn.number] = (turns.count, arrival.promptTokens)
      turns.append(1)
      return true
    }
    guard let delay = turn.delay else {
      throw InputError(
        "a turn has a time and no delay, and how long its user waited after the answer is not told",
        remedy: "profile it with --sessions recorded, where all turns come at their times")
    }
    places[turn.number] = (place.session, arrival.promptTokens)
    turns[place.session] += 1
    delays.append(Int(delay.picoseconds / 1_000_000))
    growths.append((max(1, arrival.promptTokens - place.promptTokens), arrival.outputTokens))
    return false
  }

  /// What was measured; nil where no turn followed another.
  func result() throws -> SessionShape? {
    if delays.isEmpty { return nil }
    return try SessionShape(
      turns: CurveFit.curve(sorted: turns.sorted(), points: 32), delayMicroseconds: CurveFit.curve(sorted: delays.sorted(), points: 48),
      growth: .fit(growths))
  }
}
