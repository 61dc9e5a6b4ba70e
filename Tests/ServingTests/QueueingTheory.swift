import Foundation

/// A replica as queueing theory sees it: requests come by a Poisson process, stay for a number of iterations with the
/// given mean, and an iteration with n sequences lasts `base + perSequence x n`. Times are in any one unit.
struct IterationQueue {
  var arrivalRate: Double
  var meanTokens: Double
  var base: Double
  var perSequence: Double
  var slots = Int.max
  /// Numbers in system from here on are taken to have no probability.
  var limit = 160

  private func served(_ number: Int) -> Int { min(number, slots) }
  private func duration(_ number: Int) -> Double { base + perSequence * Double(served(number)) }

  /// The distribution of the number in system when iterations are taken for infinitely short: with k sequences a request
  /// ends at rate k / (m (a + b k)), so p(n) is proportional to the product over k of  λ m (a + b k) / k.
  ///
  /// This is generalised processor sharing (Cohen, "The multiple phase service network with generalized processor
  /// sharing", 1979), which depends on the distribution of tokens only through its mean. With `perSequence` zero it is
  /// Poisson; with `perSequence` zero and few slots it is Erlang's queue; with one slot it is M/M/1.
  var processorSharing: [Double] {
    var weights = [1.0]
    for number in 1..<limit {
      weights.append(weights[number - 1] * arrivalRate * meanTokens * duration(number) / Double(served(number)))
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The exact distribution of the number in system, over time, when tokens are geometric: iterations are not infinitely
  /// short, what comes during one waits for its end, and what ends with one leaves at its end.
  ///
  /// The numbers at the starts of iterations are a Markov chain: each sequence ends with probability 1/m, and arrivals are
  /// Poisson over the iteration's length. An iteration begun with n spends 1/λ x P(more than k arrive) with n + k present.
  var iterationByIteration: [Double] {
    var chain = [[Double]](repeating: [Double](repeating: 0, count: limit), count: limit)
    var toEmpty = [Double](repeating: 0, count: limit)
    for number in 1..<limit {
      let arrivals = Self.poisson(mean: arrivalRate * duration(number))
      for (ended, chance) in Self.binomial(served(number), probability: 1 / meanTokens).enumerated() {
        for (came, weight) in arrivals.enumerated() {
          let next = min(number - ended + came, limit - 1)
          if next == 0 { toEmpty[number] += chance * weight }
          chain[number][max(next, 1)] += chance * weight
        }
      }
    }
    let starts = Self.stationary(chain, from: 1)
    var time = [Double](repeating: 0, count: limit)
    for number in 1..<limit {
      time[0] += starts[number] * toEmpty[number] / arrivalRate
      var beyond = 1.0
      for (came, chance) in Self.poisson(mean: arrivalRate * duration(number)).enumerated() {
        beyond -= chance
        time[min(number + came, limit - 1)] += starts[number] * max(beyond, 0) / arrivalRate
      }
    }
    let total = time.reduce(0, +)
    return time.map { $0 / total }
  }

  /// The mean of a distribution over 0, 1, 2, …
  static func mean(_ distribution: [Double]) -> Double { distribution.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element } }

  /// The stationary distribution of a chain over the states `from` and above (Grassmann, Taksar and Heyman, "Regenerative
  /// analysis and steady state distributions for Markov chains", 1985: elimination without a subtraction).
  private static func stationary(_ chain: [[Double]], from first: Int) -> [Double] {
    var chain = chain
    let last = chain.count - 1
    for state in stride(from: last, to: first, by: -1) {
      let leaving = chain[state][first..<state].reduce(0, +)
      for source in first..<state where chain[source][state] > 0 {
        chain[source][state] /= leaving
        for target in first..<state { chain[source][target] += chain[source][state] * chain[state][target] }
      }
    }
    var weights = [Double](repeating: 0, count: chain.count)
    weights[first] = 1
    for state in (first + 1)...last {
      for source in first..<state { weights[state] += weights[source] * chain[source][state] }
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  private static func poisson(mean: Double) -> [Double] {
    var (chances, chance) = ([Double](), exp(-mean))
    for count in 0..<60 {
      chances.append(chance)
      chance *= mean / Double(count + 1)
    }
    return chances
  }

  private static func binomial(_ trials: Int, probability: Double) -> [Double] {
    var chances = [1.0]
    for _ in 0..<trials {
      var next = [Double](repeating: 0, count: chances.count + 1)
      for (successes, chance) in chances.enumerated() {
        next[successes] += chance * (1 - probability)
        next[successes + 1] += chance * probability
      }
      chances = next
    }
    return chances
  }
}
