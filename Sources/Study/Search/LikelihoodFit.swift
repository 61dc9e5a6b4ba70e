import Foundation

/// The parameters of a Gaussian process under which what was seen is likeliest (Rasmussen and Williams, section 5.4.1), by the pattern
/// search of R. Hooke and T. A. Jeeves, "Direct search solution of numerical and statistical problems", 1961, from several starts.
///
/// The few cells that a search begins with are soon explained by an axis that makes no difference at all, and a search that believes it
/// looks no further along that axis. Length scales therefore have a weak prior: a log-normal one about half an axis.
package struct LikelihoodFit: Sendable {
  /// The likeliest process.
  package let process: GaussianProcess

  // Natural logarithms; the axes run from 0 to 1 and the values have variance 1, so that beyond these nothing is told apart.
  private static let lengths = log(0.05)...log(5.0)
  private static let variance = log(0.1)...log(10.0)
  private static let noise = log(1e-6)...log(0.5)
  private static let prior = (center: log(0.5), deviation: 0.7)
  private static let starts: [Double] = [0.2, 0.6, 2]
  private static let steps: [Double] = [0.8, 0.4, 0.2, 0.1]

  /// Looks from all starts; where there is a process that was likeliest before the last of what was seen, from its parameters alone.
  /// Nil where no process can be made of what was seen.
  package init?(_ sight: GaussianProcess.Sight, from earlier: GaussianProcess.Parameters? = nil) {
    let afresh = Self.starts.map { length -> [Double] in Array(repeating: log(length), count: sight.axes.count) + [0, log(0.01)] }
    let points = earlier.map { [Self.point($0)] } ?? afresh
    let found = points.compactMap { Self.climb(from: $0, sight) }
    guard let best = found.max(by: { Self.worth($0) < Self.worth($1) }) else { return nil }
    process = best
  }

  private static func point(_ parameters: GaussianProcess.Parameters) -> [Double] {
    parameters.kernel.lengths.map { log($0) } + [log(parameters.kernel.variance), log(parameters.noise)]
  }

  /// The logarithm of the likelihood times the prior, but for a constant.
  private static func worth(_ process: GaussianProcess) -> Double {
    process.parameters.kernel.lengths.reduce(process.logLikelihood) { sum, length in
      let score = (log(length) - prior.center) / prior.deviation
      return sum - score * score / 2
    }
  }

  private static func process(at point: [Double], _ sight: GaussianProcess.Sight) -> GaussianProcess? {
    let axes = sight.axes.count
    let kernel = MaternKernel(variance: exp(point[axes]), lengths: point[..<axes].map { exp($0) })
    return GaussianProcess(sight, GaussianProcess.Parameters(kernel: kernel, noise: exp(point[axes + 1])))
  }

  /// Goes a step along one coordinate after the other wherever that is likelier, and takes smaller steps where none is.
  private static func climb(from start: [Double], _ sight: GaussianProcess.Sight) -> GaussianProcess? {
    let axes = sight.axes.count
    let bounds = Array(repeating: lengths, count: axes) + [variance, noise]
    var point = start
    guard var best = process(at: point, sight) else { return nil }
    for step in steps {
      var (improves, rounds) = (true, 0)
      while improves && rounds < 20 {
        (improves, rounds) = (false, rounds + 1)
        for index in point.indices {
          for direction in [step, -step] {
            var next = point
            next[index] = min(max(next[index] + direction, bounds[index].lowerBound), bounds[index].upperBound)
            if next[index] == point[index] { continue }
            guard let process = process(at: next, sight), worth(process) > worth(best) + 1e-6 else { continue }
            (point, best, improves) = (next, process, true)
            break
          }
        }
      }
    }
    return best
  }
}
