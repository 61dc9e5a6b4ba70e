/// Something that is drawn in a chart. Marks are drawn in their order, the last on top; `series` chooses colour, dash and shape, from 0.
package enum Mark: Hashable, Sendable {
  /// A line through points, or steps that keep a value until the next one.
  case line(Line)
  /// The area between two courses, such as an interval about a line.
  case band(Band)
  /// Points, each for itself.
  case points(Points)
  /// Bars from zero, horizontal where the vertical axis has categories, of one part or several.
  case bars(Bars)
  /// A straight line across the chart, such as a limit.
  case rule(Rule)
  /// A stretch of the horizontal axis, shaded, such as an outage.
  case span(Span)
  /// Cells of a heat map, over two axes of categories.
  case cells([Cell])
  /// Horizontal intervals about a value, one a category of the vertical axis, as in a forest plot.
  case intervals([Interval])
  /// Stretches of the horizontal axis in the rows of a vertical one of categories, as in a Gantt chart.
  case blocks([Block])

  /// A place in a chart.
  package struct Point: Hashable, Sendable {
    /// Horizontal value.
    package var x: Double
    /// Vertical value.
    package var y: Double
    /// A text beside it, where there is room.
    package var label: String?
    /// What is said where one points at it.
    package var note: String?
    /// Whether it is an empty mark.
    package var isHollow: Bool

    /// A place.
    package init(_ x: Double, _ y: Double, label: String? = nil, note: String? = nil, isHollow: Bool = false) {
      self.x = x
      self.y = y
      self.label = label
      self.note = note
      self.isHollow = isHollow
    }
  }

  /// A line.
  package struct Line: Hashable, Sendable {
    /// What it runs through, in the order of the horizontal axis.
    package var points: [Point]
    /// What it is called, at its end.
    package var label: String?
    /// Its colour and dash.
    package var series: Int
    /// Whether it keeps a value until the next.
    package var isStepped: Bool
    /// Whether its points are marked.
    package var hasDots: Bool

    /// A line.
    package init(_ points: [Point], label: String? = nil, series: Int = 0, isStepped: Bool = false, hasDots: Bool = false) {
      self.points = points
      self.label = label
      self.series = series
      self.isStepped = isStepped
      self.hasDots = hasDots
    }
  }

  /// An area.
  package struct Band: Hashable, Sendable {
    /// One end of the area at a place of the horizontal axis.
    package struct Edge: Hashable, Sendable {
      /// Horizontal value.
      package var x: Double
      /// The lower vertical value.
      package var low: Double
      /// The upper vertical value.
      package var high: Double

      /// An edge.
      package init(_ x: Double, _ low: Double, _ high: Double) { (self.x, self.low, self.high) = (x, low, high) }
    }

    /// The area's edges, in the order of the horizontal axis.
    package var edges: [Edge]
    /// Its colour.
    package var series: Int

    /// An area.
    package init(_ edges: [Edge], series: Int = 0) {
      self.edges = edges
      self.series = series
    }
  }

  /// Points of one kind.
  package struct Points: Hashable, Sendable {
    /// The places.
    package var points: [Point]
    /// What they are called, in the legend.
    package var label: String?
    /// Their colour and shape.
    package var series: Int

    /// Points.
    package init(_ points: [Point], label: String? = nil, series: Int = 0) {
      self.points = points
      self.label = label
      self.series = series
    }
  }

  /// Bars.
  package struct Bars: Hashable, Sendable {
    /// A bar at a category: its parts, one for each name.
    package struct Bar: Hashable, Sendable {
      /// The parts, of the same sign.
      package var parts: [Double]
      /// A text at its end; nil for none.
      package var label: String?
      /// What is said where one points at it.
      package var note: String?

      /// A bar.
      package init(_ parts: [Double], label: String? = nil, note: String? = nil) {
        self.parts = parts
        self.label = label
        self.note = note
      }
    }

    /// What the parts are called, for the legend; a chart of one part needs none.
    package var names: [String]
    /// The bars, one a category.
    package var bars: [Bar]

    /// Bars.
    package init(_ bars: [Bar], names: [String] = []) {
      self.bars = bars
      self.names = names
    }
  }

  /// A line across.
  package struct Rule: Hashable, Sendable {
    /// Where it is.
    package enum Place: Hashable, Sendable {
      /// A value of the horizontal axis.
      case x(Double)
      /// A value of the vertical axis.
      case y(Double)
    }

    /// Where it is.
    package var place: Place
    /// What it is.
    package var label: String?

    /// A line across.
    package init(_ place: Place, label: String? = nil) {
      self.place = place
      self.label = label
    }
  }

  /// A shaded stretch.
  package struct Span: Hashable, Sendable {
    /// From where to where.
    package var range: ClosedRange<Double>
    /// What it is.
    package var label: String?
    /// Its colour.
    package var series: Int

    /// A stretch.
    package init(_ range: ClosedRange<Double>, label: String? = nil, series: Int = 1) {
      self.range = range
      self.label = label
      self.series = series
    }
  }

  /// A cell of a heat map.
  package struct Cell: Hashable, Sendable {
    /// The column's index.
    package var column: Int
    /// The row's index.
    package var row: Int
    /// How strong its colour is, from 0 to 1; nil for none, as where nothing is known.
    package var strength: Double?
    /// What stands in it.
    package var text: String
    /// What is said where one points at it.
    package var note: String?

    /// A cell.
    package init(column: Int, row: Int, strength: Double?, text: String, note: String? = nil) {
      self.column = column
      self.row = row
      self.strength = strength
      self.text = text
      self.note = note
    }
  }

  /// An interval about a value.
  package struct Interval: Hashable, Sendable {
    /// The category's index.
    package var row: Int
    /// The interval's ends; nil where there is none.
    package var ends: ClosedRange<Double>?
    /// The value.
    package var middle: Double
    /// Its colour and shape.
    package var series: Int
    /// What is said where one points at it.
    package var note: String?

    /// An interval.
    package init(row: Int, middle: Double, ends: ClosedRange<Double>?, series: Int = 0, note: String? = nil) {
      self.row = row
      self.middle = middle
      self.ends = ends
      self.series = series
      self.note = note
    }
  }

  /// A stretch in a row.
  package struct Block: Hashable, Sendable {
    /// The category's index.
    package var row: Int
    /// From where to where.
    package var range: ClosedRange<Double>
    /// Its colour.
    package var series: Int
    /// What is said where one points at it.
    package var note: String?
    /// Whether it is a shade, which others are drawn upon.
    package var isFaint: Bool

    /// A stretch.
    package init(row: Int, range: ClosedRange<Double>, series: Int = 0, note: String? = nil, isFaint: Bool = false) {
      self.row = row
      self.range = range
      self.series = series
      self.note = note
      self.isFaint = isFaint
    }
  }
}
