import Foundation
import Kernel
import Scenario
import Study
import Testing

@Suite("A Gaussian process over the cells of a sweep")
struct GaussianProcessTests {
  private static let line = SearchAxis((0...20).map { "\($0)" })

  private func sight(_ places: [Double], _ values: [Double], noise: Double = 0) -> GaussianProcess.Sight {
    GaussianProcess.Sight(axes: [Self.line], places: places.map { [$0] }, values: values, noises: places.map { _ in noise })
  }

  private func parameters(length: Double = 0.3, noise: Double = 1e-6) -> GaussianProcess.Parameters {
    GaussianProcess.Parameters(kernel: MaternKernel(variance: 1, lengths: [length]), noise: noise)
  }

  @Test("goes through what it has seen, is unsure between, and knows nothing far away")
  func prediction() throws {
    let process = try #require(GaussianProcess(sight([0, 0.1, 0.2], [1, -1, 0.5]), parameters(length: 0.05)))
    for (place, value) in [(0.0, 1.0), (0.1, -1), (0.2, 0.5)] {
      let (mean, deviation) = process.prediction(at: [place])
      #expect(abs(mean - value) < 1e-3 && deviation < 2e-3)
    }
    #expect(process.prediction(at: [0.15]).deviation > 0.3)
    let far = process.prediction(at: [1])
    #expect(abs(far.mean) < 1e-4 && abs(far.deviation - 1) < 1e-4)
  }

  @Test("of two places it says what the equations give: mean and likelihood by hand")
  func byHand() throws {
    // Covariance of the Matérn kernel at r = 1 length: (1 + sqrt 5 + 5/3) exp(-sqrt 5).
    let covariance = (1 + 5.0.squareRoot() + 5.0 / 3) * exp(-5.0.squareRoot())
    let process = try #require(GaussianProcess(sight([0, 0.3], [1, 2], noise: 0.5), parameters(noise: 0)))
    let (diagonal, determinant) = (1.5, 1.5 * 1.5 - covariance * covariance)
    let weights = [(diagonal * 1 - covariance * 2) / determinant, (diagonal * 2 - covariance * 1) / determinant]
    #expect(abs(process.prediction(at: [0]).mean - (weights[0] + covariance * weights[1])) < 1e-12)
    let fit = weights[0] * 1 + weights[1] * 2
    #expect(abs(process.logLikelihood + 0.5 * (fit + log(determinant) + 2 * log(2 * Double.pi))) < 1e-12)
  }

  @Test("the same place twice with no noise at all is no trap: its diagonal grows until it can be solved")
  func singular() throws {
    let process = try #require(GaussianProcess(sight([0.5, 0.5, 0.5], [1, 1, 1]), parameters(noise: 0)))
    #expect(abs(process.prediction(at: [0.5]).mean - 1) < 1e-3)
    #expect(GaussianProcess(sight([0.5, 0.6], [.nan, 1]), parameters())?.prediction(at: [0.5]).mean.isFinite != true)
  }

  @Test("the likeliest length is that of the function: short where it turns often, long where it hardly does")
  func lengths() throws {
    let places = (0...20).map { Double($0) / 20 }
    func length(_ turns: Double) throws -> Double {
      let fit = try #require(LikelihoodFit(sight(places, places.map { sin($0 * turns * 2 * Double.pi) })))
      return fit.process.parameters.kernel.lengths[0]
    }
    #expect(try length(4) < 0.4)
    #expect(try length(0.5) > 2 * (try length(4)))
  }

  @Test("what is noise is taken for noise: equal parts of it and nothing else give a flat line")
  func noise() throws {
    var stream = RandomStream(seed: 1, name: "noise")
    let places = (0..<40).map { Double($0) / 39 }
    let fit = try #require(LikelihoodFit(sight(places, places.map { _ in stream.normal() })))
    #expect(fit.process.parameters.noise > 0.1 || fit.process.parameters.kernel.lengths[0] < 0.06)
  }

  @Test("numbers with one unit are a line by their place in order, and all else are names, each as far from the others")
  func axes() {
    let doubling = SearchAxis(["512", "1024", "2048"])
    #expect(doubling.coordinate(of: "1024") == 0.5 && doubling.distance(0, 1) == -1)
    let rates = SearchAxis(["12 req/s", "4 req/s", "8 req/s"])
    #expect(rates == .line(["4 req/s", "8 req/s", "12 req/s"]))
    #expect(SearchAxis(["500 ms", "1 s"]) == .names(["500 ms", "1 s"]))
    let names = SearchAxis(["fcfs", "sarathi", "orca"])
    #expect(names.distance(0, 1) == names.distance(0, 2) && names.distance(1, 1) == 0)
  }

  @Test("expected improvement is that of Jones: nothing where it is sure to be worse, the difference where sure to be better")
  func improvement() {
    #expect(SearchModel.improvement(on: 1, (mean: 3, deviation: 0)) == 0)
    #expect(SearchModel.improvement(on: 1, (mean: 0.25, deviation: 0)) == 0.75)
    // At the best itself it is the deviation over the root of 2 pi.
    #expect(abs(SearchModel.improvement(on: 1, (mean: 1, deviation: 2)) - 2 / (2 * Double.pi).squareRoot()) < 1e-12)
    #expect(SearchModel.improvement(on: 1, (mean: 3, deviation: 1)) < SearchModel.improvement(on: 1, (mean: 3, deviation: 2)))
  }
}
