/// What sections of a page are made of.
package enum PageBlock: Hashable, Sendable {
  /// A paragraph.
  case text(String)
  /// A sentence that is the answer.
  case lead(String)
  /// Whether something holds, in words; nil where there is no verdict.
  case badge(Bool?, String)
  /// Numbers that matter most, each with what it is and a remark.
  case numbers([Number])
  /// Things with what they are.
  case facts([Fact])
  /// Points of a list.
  case list([String])
  /// A figure.
  case figure(Figure)
  /// A table; one that can be sorted has buttons in its head.
  case table(DataTable, caption: String, isSortable: Bool)
  /// Text that is shown as it is written, such as a file.
  case code(String)
  /// Commands, one a line; what goes on in the next line is set in.
  case commands(String)
  /// Blocks that are folded away beneath a title.
  case folded(String, [PageBlock])
  /// A drawing without axes within a line.
  case spark([Double], label: String)
  /// Markup of a kind that only one page has.
  case markup(Markup)

  /// A number that matters most.
  package struct Number: Hashable, Sendable {
    /// The number with its unit.
    package var text: String
    /// What it is.
    package var label: String
    /// A remark.
    package var note: String

    /// A number.
    package init(_ text: String, _ label: String, note: String = "") {
      self.text = text
      self.label = label
      self.note = note
    }
  }

  /// A thing with what it is.
  package struct Fact: Hashable, Sendable {
    /// The thing.
    package var title: String
    /// What it is.
    package var text: String

    /// A fact.
    package init(_ title: String, _ text: String) {
      self.title = title
      self.text = text
    }
  }

  /// The figures in it, also in what is folded.
  var figures: [Figure] {
    switch self {
    case .figure(let figure): [figure]
    case .folded(_, let blocks): blocks.flatMap(\.figures)
    default: []
    }
  }

  /// The block for a page.
  var markup: Markup {
    switch self {
    case .text(let text): .element("p", [:], [Markup(prose: text)])
    case .lead(let text): .element("p", ["class": "lead"], [Markup(prose: text)])
    case .badge(let holds, let text):
      .element("p", [:], [.element("span", ["class": holds.map { $0 ? "badge holds" : "badge fails" } ?? "badge"], [Markup(prose: text)])])
    case .numbers(let numbers): .element("div", ["class": "numbers"], numbers.map(Self.markup))
    case .facts(let facts):
      .element(
        "dl", [:], facts.flatMap { [Markup.element("dt", [:], $0.title), Markup.element("dd", [:], [Markup(prose: $0.text)])] })
    case .list(let points): .element("ul", [:], points.map { .element("li", [:], [Markup(prose: $0)]) })
    case .figure(let figure): figure.markup
    case .table(let table, let caption, let isSortable): table.markup(caption: caption, isSortable: isSortable)
    case .code(let text): .element("pre", ["tabindex": "0"], [.element("code", [:], [Markup(lines: text)])])
    case .commands(let text):
      .element(
        "pre", ["class": "commands", "tabindex": "0"],
        text.split(separator: "\n").map { .element("code", [:], [Markup(lines: "\($0)\n")]) })
    case .folded(let title, let blocks): .element("details", [:], [.element("summary", [:], title)] + blocks.map(\.markup))
    case .spark(let values, let label): Spark(values, label: label).markup
    case .markup(let markup): markup
    }
  }

  private static func markup(_ number: Number) -> Markup {
    .element(
      "div", ["class": "number-card"],
      [
        .element("div", ["class": "label"], number.label), .element("div", ["class": "value"], number.text),
        .element("div", ["class": "note"], number.note),
      ])
  }
}
