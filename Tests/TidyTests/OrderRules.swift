/// Rules against orders that differ from run to run.
enum OrderRules {
  static let rooms: Set<String> = ["Kernel", "Record", "Network", "Serving", "Store", "Study"]

  /// What goes through a collection in its order.
  private static let walks: Set<Substring> = [
    "map", "flatMap", "compactMap", "filter", "forEach", "reduce", "first", "randomElement", "popFirst", "enumerated", "joined", "keys",
    "values", "prefix", "dropFirst", "makeIterator", "lazy",
  ]
  /// What makes the order of no account when it follows.
  private static let orders: Set<Substring> = ["sorted", "min", "max", "contains", "count", "allSatisfy", "isEmpty", "mapValues"]

  /// Finds loops over, and walks through, what a room declares as a `Set` or a `Dictionary`, where nothing sorts what comes out. It
  /// goes by names within a file and by the names of members within a room, so it finds what is written plainly and no more.
  static func unorderedIteration(_ files: [SourceFile]) -> [TidyFault] {
    files.filter { $0.isSource && rooms.contains($0.room) }.flatMap { file in
      let names = unorderedNames(file)
      return file.tokens.indices.filter { isWalk(at: $0, of: names, in: file) }.map {
        file.fault(.unorderedIteration, at: $0, "goes through '\(file.text($0))' in no certain order")
      }
    }
  }

  /// The names that a file gives to sets and dictionaries.
  static func unorderedNames(_ file: SourceFile) -> Set<Substring> {
    var names: Set<Substring> = []
    for index in file.tokens.indices where file.tokens[index].isWord {
      if file.text(index + 1) == ":" && isUnorderedType(at: index + 2, in: file) { names.insert(file.text(index)) }
      if file.text(index + 1) == "=", ["let", "var"].contains(file.text(index - 1)) {
        let from = ["try", "await"].contains(file.text(index + 2)) ? index + 3 : index + 2
        let isMade = ["Set", "Dictionary"].contains(file.text(from)) && ["(", "<"].contains(file.text(from + 1))
        if isMade && isWhole(from: from, in: file) || isUnorderedType(at: from, in: file) { names.insert(file.text(index)) }
      }
    }
    return names
  }

  /// Whether `Set<T>`, `Dictionary<K, V>`, `[K: V]` or `[:]` is written at `index`.
  private static func isUnorderedType(at index: Int, in file: SourceFile) -> Bool {
    if ["Set", "Dictionary"].contains(file.text(index)) { return file.text(index + 1) == "<" }
    guard file.text(index) == "[" else { return false }
    var inside = index + 1
    while inside < file.partner[index] {
      if file.text(inside) == ":" { return true }
      if file.text(inside) == "," || file.text(inside) == "?" { return false }
      inside = file.partner[inside] + 1
    }
    return false
  }

  /// Whether what is made at `index` is the whole value: nothing is asked of it at once.
  private static func isWhole(from index: Int, in file: SourceFile) -> Bool {
    var end = index + 1
    while end < file.tokens.count && file.text(end) != "(" { end += 1 }
    return end < file.tokens.count && file.text(file.partner[end] + 1) != "."
  }

  private static func isWalk(at index: Int, of names: Set<Substring>, in file: SourceFile) -> Bool {
    let isMade = ["Set", "Dictionary"].contains(file.text(index)) && file.text(index + 1) == "("
    guard isMade || names.contains(file.text(index)) else { return false }
    var end = isMade ? file.partner[index + 1] + 1 : index + 1
    let begin = file.text(index - 1) == "." && file.text(index - 2) == "self" ? index - 2 : index
    if file.text(begin - 1) == "in" && ["{", "where"].contains(file.text(end)) { return isLoop(at: begin - 1, in: file) }
    if file.text(begin - 1) == "(" && file.text(end) == ")" && file.text(begin - 2) == "Array" { return true }
    guard file.text(end) == ".", walks.contains(file.text(end + 1)) else { return false }
    // The rest of the chain: `.keys.sorted()` is in order, and so is `.filter { ... }.count`.
    while file.text(end) == "." {
      if orders.contains(file.text(end + 1)) { return false }
      end += 2
      while ["(", "{", "?", "!"].contains(file.text(end)) { end = file.partner[end] + 1 }
    }
    return true
  }

  private static func isLoop(at index: Int, in file: SourceFile) -> Bool {
    var back = index - 1
    while back >= 0 && file.tokens[index].line - file.tokens[back].line < 3 {
      if file.text(back) == "for" { return true }
      if file.text(back) == "{" || file.text(back) == "}" { return false }
      back -= 1
    }
    return false
  }
}
