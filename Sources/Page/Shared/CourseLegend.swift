/// What the shades and lines over figures of a course are.
struct CourseLegend {
  /// How something is drawn.
  enum Key: Hashable {
    /// A shade in the colour of a series.
    case shade(Int)
    /// A dashed line.
    case rule
  }

  /// Keys with what they mean.
  var entries: [(key: Key, text: String)] = []

  /// The list for a page; nil of nothing.
  var block: PageBlock? {
    if entries.isEmpty { return nil }
    return .markup(.element("ul", ["class": "key"], entries.map { .element("li", [:], [Self.swatch($0.key), Markup(prose: $0.text)]) }))
  }

  private static func swatch(_ key: Key) -> Markup {
    let drawing: Markup =
      switch key {
      case .shade(let series): .element("rect", ["class": "span f\(series)", "width": "22", "height": "14"])
      case .rule: ChartDrawing.path("rule", "M11 0V14")
      }
    return .element("svg", ["class": "chart", "viewBox": "0 0 22 14", "aria-hidden": "true"], [drawing])
  }
}
