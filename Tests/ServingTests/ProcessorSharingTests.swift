import Kernel
import Serving
import Testing

/// Continuous batching with iterations of a + b n is generalised processor sharing: the whole batch shares the replica,
/// and its rate depends on how many share it.
///
/// Theory is met in two steps. For geometric tokens the engine's own iteration-by-iteration queue is a Markov chain that
/// can be solved exactly, and the simulation must agree with it within its confidence interval. That chain approaches
/// processor sharing as outputs grow long, with an error of order 1/m, because a request waits for the iteration under way,
/// half an iteration of m on average. What is left is below the interval, so that long outputs must agree with the textbook.
@Suite struct ProcessorSharingTests {
  /// a = 4 ms, b = 1 ms and a load of 0.6 tokens per token time: p(n) = C(n + 4, 4) 0.6^n 0.4^5, negative binomial, mean 7.5.
  private func queue(meanTokens: Double) -> IterationQueue {
    IterationQueue(arrivalRate: 0.6 / meanTokens, meanTokens: meanTokens, base: 4, perSequence: 1)
  }

  private func occupancy(_ tokens: TokenLaw, requests: Int, slots: Int = 512, base: Int64 = 4, perToken: Int64 = 1, load: Double = 0.6)
    throws -> Occupancy
  {
    let interval = Duration(seconds: tokens.mean / load / 1000)
    let records = try PoissonLoad(interval: interval, tokens: tokens, requests: requests)
      .serve(base: .milliseconds(base), perToken: .milliseconds(perToken), slots: slots)
    return Occupancy(records)
  }

  /// Every probability of one per cent and more within 4 standard errors, and the mean; and errors small enough to mean something.
  private func expect(_ occupancy: Occupancy, follows theory: [Double], within relativeError: Double, _ what: String) {
    let mean = occupancy.mean
    let expected = IterationQueue.mean(theory)
    #expect(mean.distance(from: expected) < 4, "\(what): \(mean) against \(expected)")
    #expect(mean.standardError < relativeError * expected, "\(what): the run is too short to tell, \(mean)")
    for (number, probability) in theory.enumerated() where probability > 0.01 {
      let observed = occupancy.probability(of: number)
      #expect(observed.distance(from: probability) < 4, "\(what): p(\(number)) is \(observed) against \(probability)")
    }
  }

  @Test func theFormulaIsANegativeBinomialForWholeNumbers() {
    let distribution = queue(meanTokens: 200).processorSharing
    var expected = 0.01024  // 0.4^5
    for number in 0..<60 {
      #expect(abs(distribution[number] - expected) < 1e-9)
      expected *= 0.6 * Double(number + 5) / Double(number + 1)
    }
    #expect(abs(IterationQueue.mean(distribution) - 7.5) < 1e-6)
  }

  @Test func theIterationChainTendsToProcessorSharingAsOutputsGrow() {
    // The error halves when outputs double: 1/m, and at m = 200 a third of a per cent of the mean.
    let errors = [25.0, 50, 100, 200].map { meanTokens in
      let queue = queue(meanTokens: meanTokens)
      return IterationQueue.mean(queue.iterationByIteration) - IterationQueue.mean(queue.processorSharing)
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect(coarse / fine > 1.8 && coarse / fine < 2.2, "\(errors)")
    }
    #expect(errors[3] > 0 && errors[3] < 0.005 * 7.5, "\(errors)")
  }

  @Test(arguments: [2.0, 10, 50])
  func geometricOutputsFollowTheIterationChain(meanTokens: Double) throws {
    // Short outputs, where processor sharing would be wrong by far more than the interval.
    let observed = try occupancy(.geometric(mean: meanTokens), requests: 200_000)
    expect(observed, follows: queue(meanTokens: meanTokens).iterationByIteration, within: 0.03, "mean \(meanTokens)")
  }

  @Test(arguments: [TokenLaw.constant(200), .geometric(mean: 200), .uneven(short: 40, long: 3240)])
  func longOutputsFollowProcessorSharingWhateverTheirDistribution(tokens: TokenLaw) throws {
    #expect(tokens.mean == 200)
    expect(try occupancy(tokens, requests: 200_000), follows: queue(meanTokens: 200).processorSharing, within: 0.03, "\(tokens)")
  }

  @Test(arguments: [TokenLaw.constant(200), .geometric(mean: 200), .uneven(short: 40, long: 3240)])
  func anIterationTimeThatDoesNotDependOnTheBatchGivesPoisson(tokens: TokenLaw) throws {
    // b = 0: nobody slows anybody down, M/G/∞; 6 requests in the system on average.
    let theory = IterationQueue(arrivalRate: 6 / 200.0 / 4, meanTokens: 200, base: 4, perSequence: 0).processorSharing
    let observed = try occupancy(tokens, requests: 100_000, base: 4, perToken: 0, load: 6.0 / 4)
    expect(observed, follows: theory, within: 0.02, "\(tokens)")
  }

  @Test func aReplicaWithFewSequenceSlotsIsErlangsQueue() throws {
    // b = 0 and 8 slots: M/M/8 with geometric outputs, three quarters full. The chain of iterations is exact, Erlang's
    // formula its limit.
    let load = 0.75 * 8 / 4
    let theory = IterationQueue(arrivalRate: load / 100, meanTokens: 100, base: 4, perSequence: 0, slots: 8)
    let observed = try occupancy(.geometric(mean: 100), requests: 200_000, slots: 8, base: 4, perToken: 0, load: load)
    expect(observed, follows: theory.iterationByIteration, within: 0.03, "8 slots")
    let exact = IterationQueue.mean(theory.iterationByIteration)
    #expect(abs(exact / IterationQueue.mean(theory.processorSharing) - 1) < 0.01)
    // Erlang's C: the chance to wait at 6 erlangs and 8 servers is 0.3570.
    let waits = theory.processorSharing[8...].reduce(0, +)
    #expect(abs(waits - 0.3570) < 0.0001, "\(waits)")
  }

  @Test func slotsAndSharingTogetherFollowTheIterationChain() throws {
    // The general case, a cap on the batch and a cost per sequence: no textbook formula, but still a chain.
    let theory = IterationQueue(arrivalRate: 0.5 / 20, meanTokens: 20, base: 3, perSequence: 1, slots: 6)
    let observed = try occupancy(.geometric(mean: 20), requests: 200_000, slots: 6, base: 3, perToken: 1, load: 0.5)
    expect(observed, follows: theory.iterationByIteration, within: 0.04, "6 slots")
  }
}
