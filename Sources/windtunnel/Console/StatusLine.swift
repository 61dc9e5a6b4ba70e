/// A line of standard error that tells what is being done, and is written over; lines of their own where standard error
/// is no terminal and progress was asked for.
final class StatusLine {
  private let overwrites: Bool
  private let isShown: Bool
  private var isOpen = false
  private var latest = ""

  /// A line; without `isShown` it is written to a terminal only, and never where `isQuiet`.
  init(isShown: Bool, isQuiet: Bool) {
    overwrites = Console.errorIsTerminal
    self.isShown = !isQuiet && (isShown || Console.errorIsTerminal)
  }

  /// Says what is being done.
  func say(_ text: String) {
    guard isShown, text != latest else { return }
    latest = text
    isOpen = true
    if overwrites { Console.status(text) } else { Console.note(text) }
  }

  /// Takes the line away.
  func end() {
    if isOpen && overwrites { Console.status("") }
    isOpen = false
  }
}
