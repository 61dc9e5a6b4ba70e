/// A bar of progress on one line, never wider than its window.
package enum ProgressBar {
  private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let widestBar = 32
  private static let narrowestBar = 4

  /// Such as `[████▋   ]  58 %  3 s left  585/900 runs`: the share first, then what matters less; the last column stays free, where a
  /// terminal would begin a new line. What does not fit is left out from its end, and then the bar.
  package static func line(share: Double, parts: [String], width: Int) -> String {
    let share = min(max(share.isFinite ? share : 0, 0), 1)
    let number = "\(Int(share * 100))"
    let percent = String(repeating: " ", count: 3 - number.count) + number + " %"
    let room = max(0, width - 1)
    var kept = parts
    func rest() -> String { ([percent] + kept).joined(separator: "  ") }
    while !kept.isEmpty && rest().count + narrowestBar + 3 > room { kept.removeLast() }
    let bar = min(widestBar, room - rest().count - 3)
    return bar < narrowestBar ? String(rest().prefix(room)) : "[\(filled(share, bar))] " + rest()
  }

  private static func filled(_ share: Double, _ width: Int) -> String {
    let units = Int(share * Double(width * 8))
    let (whole, part) = (units / 8, units % 8)
    let text = String(repeating: "█", count: whole) + (part > 0 ? String(eighths[part - 1]) : "")
    return text + String(repeating: " ", count: width - text.count)
  }
}
