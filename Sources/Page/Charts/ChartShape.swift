/// The shape of a point: another for each series, so that colour is not all that tells them apart.
struct ChartShape {
  let series: Int

  /// A point with what is said where one points at it.
  func markup(_ x: Double, _ y: Double, isHollow: Bool, note: String?) -> Markup {
    let name = isHollow ? "hollow k\(series)" : "dot f\(series) k\(series)"
    let children = note.map { [Markup.element("title", [:], $0)] } ?? []
    let (cx, cy) = (ChartDrawing.text(x), ChartDrawing.text(y))
    switch series {
    case 0: return .element("circle", ["class": name, "cx": cx, "cy": cy, "r": "4.5"], children)
    case 1:
      return .element(
        "rect", ["class": name, "x": ChartDrawing.text(x - 4), "y": ChartDrawing.text(y - 4), "width": "8", "height": "8"], children)
    case 2: return .element("path", ["class": name, "d": "M\(cx) \(ChartDrawing.text(y - 5.5))l5.2 9h-10.4z"], children)
    case 3: return .element("path", ["class": name, "d": "M\(cx) \(ChartDrawing.text(y - 5.8))l5.8 5.8l-5.8 5.8l-5.8 -5.8z"], children)
    case 4: return .element("path", ["class": name, "d": "M\(cx) \(ChartDrawing.text(y + 5.5))l5.2 -9h-10.4z"], children)
    default:
      return .element(
        "path", ["class": name, "d": "M\(ChartDrawing.text(x - 2)) \(ChartDrawing.text(y - 5))h4v3h3v4h-3v3h-4v-3h-3v-4h3z"], children)
    }
  }
}
