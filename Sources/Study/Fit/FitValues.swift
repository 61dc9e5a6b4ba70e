import Foundation

/// A value for each parameter: seconds of the engine's times, logarithms of factors, so that both are sums.
struct FitValues: Hashable {
  private var values: [Double]

  /// Factors of one and the times that `time` gives.
  init(_ time: (FitParameter) -> Double) { values = FitParameter.allCases.map { $0.operatorClass == nil ? time($0) : 0 } }

  /// The value as it is fitted.
  subscript(_ parameter: FitParameter) -> Double {
    get { values[parameter.rawValue] }
    set { values[parameter.rawValue] = min(max(newValue, parameter.bounds.lowerBound), parameter.bounds.upperBound) }
  }

  /// Seconds, or the factor.
  func figure(_ parameter: FitParameter) -> Double { parameter.figure(self[parameter]) }

  /// Moved by so many steps along parameters.
  func moved(_ parameters: [FitParameter], by steps: [Double]) -> FitValues {
    var moved = self
    for (parameter, step) in zip(parameters, steps) { moved[parameter] += step * parameter.step }
    return moved
  }
}
