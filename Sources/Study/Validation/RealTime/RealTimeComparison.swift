/// A load that was served in real time, and simulated.
struct RealTimeComparison {
  /// The figures of both sides.
  let group: ValidationReport.Group
  /// The stored runs, where they were stored.
  let storedPair: (measured: Int64, simulated: Int64)?
  /// How much longer the calibration's own steps took at the time of serving than at that of calibration; in the mean, where two
  /// engines ran them at once.
  let slowdown: Double
  /// Part of the world's time in which the machine worked for others while it served.
  let lostShare: Double
  /// What came of the hand-overs, where there were any.
  var handOvers: HandOverCheck?
  /// Tokens of prompts that requests had in common with others and were not computed again, and those that were all the same, for their
  /// blocks were gone; where prompts are shared.
  var shared: (tokens: Int, missed: Int)?
}
