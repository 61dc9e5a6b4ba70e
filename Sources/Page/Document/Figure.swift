/// A chart with its caption and the table of what it is drawn from.
package struct Figure: Hashable, Sendable {
  /// What it is called among the figures of a page and as a file: lower-case letters and hyphens.
  package var name: String
  /// The chart.
  package var chart: Chart
  /// What is to be seen in it, beneath it.
  package var caption: String
  /// What it is drawn from.
  package var table: DataTable

  /// A figure.
  package init(_ name: String, _ chart: Chart, caption: String, table: DataTable) {
    self.name = name
    self.chart = chart
    self.caption = caption
    self.table = table
  }

  /// The figure for a page: drawn for usual widths and for a telephone, of which the style sheet shows one.
  package var markup: Markup {
    .element(
      "figure", ["id": "figure-\(name)"],
      [
        .element("h3", [:], chart.title), .element("div", ["class": "wide"], [chart.drawing(width: Chart.wide, id: "\(name)-wide")]),
        .element("div", ["class": "narrow"], [chart.drawing(width: Chart.narrow, id: "\(name)-narrow")]),
        .element("figcaption", [:], caption),
        .element("details", [:], [.element("summary", [:], "The numbers"), table.markup(caption: chart.title)]),
      ])
  }
}
