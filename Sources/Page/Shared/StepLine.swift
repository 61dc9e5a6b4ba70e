/// A number that keeps its value until it changes, such as how many replicas serve.
struct StepLine {
  /// The values, each from a time on; the first from the start.
  private(set) var steps: [(seconds: Double, value: Double)]

  /// A line that begins with a value.
  init(_ value: Double) { steps = [(0, value)] }

  /// Notes the value from a time on, which is not before the last one.
  mutating func set(_ value: Double, at seconds: Double) {
    if steps[steps.count - 1].seconds >= seconds {
      steps[steps.count - 1].value = value
    } else if steps[steps.count - 1].value != value {
      steps.append((seconds, value))
    }
  }

  /// The line for a chart that ends there, as its renderer steps: each value up to the next.
  func points(to end: Double) -> [Mark.Point] {
    steps.filter { $0.seconds <= end }.map { Mark.Point($0.seconds, $0.value) } + [
      Mark.Point(end, value(at: end))
    ]
  }

  /// The value at a time.
  func value(at seconds: Double) -> Double { steps.last { $0.seconds <= seconds }?.value ?? 0 }

  /// The mean over a stretch of time.
  func mean(from start: Double, to end: Double) -> Double {
    guard end > start else { return value(at: start) }
    var sum = 0.0
    for (index, step) in steps.enumerated() {
      let next = index + 1 < steps.count ? steps[index + 1].seconds : end
      sum += max(0, min(end, next) - max(start, step.seconds)) * step.value
    }
    return sum / (end - start)
  }
}
