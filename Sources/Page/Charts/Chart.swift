/// A chart as a value: two axes and what is drawn between them. One renderer draws it for a page, whose style sheet has its colours, and
/// as a file of its own, which brings them along.
package struct Chart: Hashable, Sendable {
  /// What it shows, in a few words: its name for those who do not see it.
  package var title: String
  /// What is to be seen in it, in a sentence: for those who do not see it.
  package var summary: String
  /// The horizontal axis.
  package var x: Axis
  /// The vertical axis.
  package var y: Axis
  /// What is drawn.
  package var marks: [Mark]
  /// Height over width of a wide chart; nil for what suits its axes.
  package var aspect: Double?

  /// A chart.
  package init(title: String, summary: String, x: Axis, y: Axis, marks: [Mark], aspect: Double? = nil) {
    self.title = title
    self.summary = summary
    self.x = x
    self.y = y
    self.marks = marks
    self.aspect = aspect
  }

  /// Width of a chart in a page of usual width, in the units of its drawing.
  package static let wide = 720.0
  /// Width of a chart on a telephone.
  package static let narrow = 340.0

  /// The drawing for a page; `id` is not used by another drawing of the page.
  package func drawing(width: Double, id: String) -> Markup { ChartDrawing(self, width: width, id: id, isStandalone: false).markup }

  /// The text of an SVG file, with its title in it and all colours that it needs.
  package func file(id: String = "chart") -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + ChartDrawing(self, width: Self.wide, id: id, isStandalone: true).markup.source + "\n"
  }
}
