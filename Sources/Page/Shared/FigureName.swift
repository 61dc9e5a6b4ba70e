/// Names of figures, which are names of files as well.
enum FigureName {
  /// A text in lower-case letters, digits and hyphens, of at most 40 characters; `other` where nothing is left of it.
  static func word(_ text: String) -> String {
    var word = ""
    for scalar in text.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      default: if !word.isEmpty && !word.hasSuffix("-") { word += "-" }
      }
      if word.utf8.count >= 40 { break }
    }
    while word.hasSuffix("-") { word.removeLast() }
    return word.isEmpty ? "other" : word
  }

  /// Texts as words of which no two are alike.
  static func words(_ texts: [String]) -> [String] {
    var words: [String] = []
    for text in texts {
      let word = word(text)
      var (distinct, count) = (word, 1)
      while words.contains(distinct) {
        count += 1
        distinct = "\(word)-\(count)"
      }
      words.append(distinct)
    }
    return words
  }
}
