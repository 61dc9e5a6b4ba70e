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
  /// goes by names: those that a file gives, and those of members that other files of the room declare, where the file itself gives
  /// the name to nothing. So it finds what is written plainly and no more.
  static func unorderedIteration(_ files: [SourceFile]) -> [TidyFault] {
    let files = files.filter { $0.isSource && rooms.contains($0.room) }
    var members: [String: Set<Substring>] = [:]
    for file in files { members[file.room, default: []].formUnion(unorderedMembers(file)) }
    return files.flatMap { file in
      let names = Set(unordered(file).map(file.text)).union(members[file.room, default: []].subtracting(declaredNames(file)))
      return file.tokens.indices.filter { isWalk(at: $0, of: names, in: file) }.map {
        file.fault(.unorderedIteration, at: $0, "goes through '\(file.text($0))' in no certain order")
      }
    }
  }

  /// Where a file gives names to sets and dictionaries.
  private static func unordered(_ file: SourceFile) -> [Int] {
    file.tokens.indices.filter { index in
      guard file.tokens[index].isWord else { return false }
      if file.text(index + 1) == ":" && isUnorderedType(at: index + 2, in: file) { return true }
      guard file.text(index + 1) == "=", ["let", "var"].contains(file.text(index - 1)) else { return false }
      let from = ["try", "await"].contains(file.text(index + 2)) ? index + 3 : index + 2
      let isMade = ["Set", "Dictionary"].contains(file.text(from)) && ["(", "<"].contains(file.text(from + 1))
      return isMade && isWhole(from: from, in: file) || isUnorderedType(at: from, in: file)
    }
  }

  /// The names of a file's sets and dictionaries that others can see: properties that are not private, nor their type.
  private static func unorderedMembers(_ file: SourceFile) -> Set<Substring> {
    let hidden =
      SizeRules.bodies(file).map { $0.open...file.partner[$0.open] }
      + file.tokens.indices.filter { TypeRules.isType(at: $0, in: file) && TypeRules.isPrivate($0, in: file) }.compactMap { index in
        file.tokens.indices[index...].first { file.text($0) == "{" }.map { $0...file.partner[$0] }
      }
    let members = unordered(file).filter { index in
      ["let", "var"].contains(file.text(index - 1)) && !TypeRules.isPrivate(index, in: file) && !hidden.contains { $0.contains(index) }
    }
    return Set(members.map(file.text))
  }

  /// The names that a file declares as anything: properties, variables, parameters, what a loop or a closure gives.
  private static func declaredNames(_ file: SourceFile) -> Set<Substring> {
    let declared = file.tokens.indices.filter { index in
      if ["let", "var", "for"].contains(file.text(index - 1)) || file.text(index + 1) == "in" { return true }
      guard file.text(index + 1) == ":", let type = file.text(index + 2).first else { return false }
      return type.isUppercase || type == "[" || ["inout", "some", "any", "borrowing", "consuming"].contains(file.text(index + 2))
    }
    return Set(declared.map(file.text))
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
    // `self.` and other names before it belong to what is gone through.
    var begin = index
    while begin > 1, file.text(begin - 1) == ".", file.tokens[begin - 2].isWord { begin -= 2 }
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
