import Foundation
import Hardware

/// Steps of a calibration that are run again later, to tell how much slower or faster the machine has become since: a processor's
/// clock and the neighbours on its memory do not stay as they were.
///
/// They are steps of the calibration's own grid, and know nothing of what is served.
public struct ReferenceSteps: Sendable, Codable {
  /// A step, and what it took when it was calibrated.
  private struct Step: Codable {
    var point: StepPoint
    var seconds: Double
  }

  private let steps: [Step]

  /// As many as this are kept, spread over the grid.
  private static let most = 24
  private static let repeats = 3
  /// Longer chunks take more time than they tell.
  private static let longestChunk = 512

  /// Steps out of measured samples, with the medians of their times.
  init(_ samples: [StepSample]) {
    let known = samples.filter { $0.repeats.count >= Self.repeats && $0.point.chunkTokens <= Self.longestChunk }
    let stride = max(1, (known.count + Self.most - 1) / Self.most)
    steps = known.indices.filter { $0 % stride == 0 }.map { Step(point: known[$0].point, seconds: known[$0].total) }
  }

  /// How much longer the steps take now, on an engine that holds no sequence: the geometric mean over them; 1 where the engine can
  /// run none of them. What is served pays for rare slow steps as well, so that means now stand against medians then.
  public func slowdown(on engine: ExecutedEngine) -> Double {
    let meter = StepMeter(engine: engine)
    let possible = steps.filter { meter.fits($0.point) }
    if possible.isEmpty { return 1 }
    var runs = possible.map { StepSample($0.point) }
    for _ in 0..<Self.repeats { for index in runs.indices { runs[index].add(meter.run(runs[index].point)) } }
    let logarithms = zip(runs, possible).map { log($0.mean / $1.seconds) }
    return exp(logarithms.reduce(0, +) / Double(logarithms.count))
  }
}
