extension String {
  /// Without blanks at its end.
  var withoutTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// With a capital at the front.
  package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
