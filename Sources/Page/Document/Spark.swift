/// The course of a quantity from zero to its greatest, at a glance: no axes, and no more words than its label.
struct Spark {
  private let values: [Double]
  private let label: String

  private static let (width, height) = (240.0, 36.0)
  /// More points than pixels show nothing more.
  private static let most = 240

  init(_ values: [Double], label: String) {
    let finite = values.filter { $0.isFinite && $0 >= 0 }
    let each = max(1, (finite.count + Self.most - 1) / Self.most)
    // The greatest of those that a point stands for, so that no peak is lost.
    self.values = stride(from: 0, to: finite.count, by: each).map { finite[$0..<min($0 + each, finite.count)].max() ?? 0 }
    self.label = label
  }

  var markup: Markup {
    guard let most = values.max(), most > 0, values.count > 1 else { return .empty }
    let step = Self.width / Double(values.count - 1)
    let points = values.enumerated().map { index, value in
      "\(ChartDrawing.text(Double(index) * step)) \(ChartDrawing.text(Self.height - 2 - value / most * (Self.height - 4)))"
    }
    let area =
      "M0 \(ChartDrawing.text(Self.height))L" + points.joined(separator: "L")
      + "L\(ChartDrawing.text(Self.width)) \(ChartDrawing.text(Self.height))Z"
    return .element(
      "p", ["class": "spark"],
      [
        .element(
          "svg",
          [
            "class": "chart", "viewBox": "0 0 \(ChartDrawing.text(Self.width)) \(ChartDrawing.text(Self.height))", "role": "img",
            "aria-label": label,
          ], [ChartDrawing.path("band f0", area), ChartDrawing.path("line k0", "M" + points.joined(separator: "L"))]),
        .element("span", [:], label),
      ])
  }
}
