/// A bar of progress on one line, never wider than its window.
package enum ProgressBar {
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let widestBar = 32
  private static let narrowestBar = 4

  /// Such as `[████▋   ]  58 %  3 s left  585/900 runs`: the share first, then what matters less; the last column stays free, where a
  /// terminal would begin a new line. What does not fit is left out from its end, then the bar, and the first part, the time that is left,
  /// after all others. There is no bar where the share is not known.
  package static func line(share: Double?, parts: [String], width: Int) -> String {
    guard let known = share else { return line(parts, room: width - 1) }
    let share = min(max(known.isFinite ? known : 0, 0), 1)
    let number = "\(Int(share * 100))"
    let percent = String(repeating: " ", count: 3 - number.count) + number + " %"
    let room = max(0, width - 1)
    var kept = parts
    func rest() -> String { ([percent] + kept).joined(separator: "  ") }
    while kept.count > 1 && rest().columns + narrowestBar + 3 > room { kept.removeLast() }
    let bar = min(widestBar, room - rest().columns - 3)
    return bar < narrowestBar ? line([percent] + kept, room: room) : "[\(filled(share, bar))] " + rest()
  }

  /// As many of the parts as there is room for; the first is cut where it is wider alone.
  private static func line(_ parts: [String], room: Int) -> String {
    var kept = parts
    while kept.count > 1 && kept.joined(separator: "  ").columns > room { kept.removeLast() }
    return kept.joined(separator: "  ").cut(to: max(0, room))
  }

  private static func filled(_ share: Double, _ width: Int) -> String {
    let units = Int(share * Double(width * 8))
    let (whole, part) = (units / 8, units % 8)
    let text = String(repeating: "█", count: whole) + (part > 0 ? String(eighths[part - 1]) : "")
    return text + String(repeating: " ", count: width - text.count)
  }
}
