import Kernel

/// What varies together in a sweep: one key with its values, several keys whose values are linked, or a file with whole settings.
struct SweepAxis: Sendable {
  /// One place on the axis.
  struct Point: Sendable {
    /// What is shown of it, one value for each of the axis' columns.
    let values: [VariedValue]
    /// The change that it makes, its paths opened.
    let change: [YAMLNode.Entry]
  }

  /// What the axis' columns are called: its paths, or the name of its file.
  let columns: [String]
  /// The paths that its points change.
  let paths: [String]
  let points: [Point]

  /// Reads what stands behind `--vary`: `key=a,b,c`, `key=1..8x2`, `key,key=1:2,3:4`, or `@file.yaml`.
  ///
  /// - Throws: ``InputError``, at `place` where it stands in a file.
  init(_ text: String, at place: Place? = nil) throws(InputError) {
    let place = place ?? Place(file: "'--vary \(text.shortened)'")
    if text.hasPrefix("@") {
      try self.init(file: String(text.dropFirst()))
      return
    }
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw place.error("no key with values", remedy: "write it like --vary replicas=1,2,4, or --vary @settings.yaml")
    }
    let paths = text[..<equals].split(separator: ",", omittingEmptySubsequences: false).map { String($0.trimmingSpaces) }
    for (index, path) in paths.enumerated() {
      if path.isEmpty { throw place.error("a key is missing", remedy: "write it like replicas=1,2,4") }
      if let remedy = Variation.remedy(forVarying: path, named: "cell") {
        throw place.error("'\(path)' cannot be varied", remedy: remedy)
      }
      if paths[..<index].contains(path) { throw place.error("'\(path)' is linked with itself", remedy: "name it once") }
    }
    var points: [Point] = []
    for values in try Self.values(String(text[text.index(after: equals)...]), of: paths, at: place) {
      points.append(try Self.point(paths, values, place))
    }
    self.init(columns: paths, paths: paths, points: points)
    try refuseTwins(at: place)
  }

  /// The axis of a key that the scenario's file varies.
  init(_ axis: Variation.Axis) throws(InputError) {
    var points: [Point] = []
    for value in axis.values {
      points.append(
        Point(values: [VariedValue(path: axis.path, text: value.label)], change: try DottedPath.opened(axis.change(value))))
    }
    self.init(columns: [axis.path], paths: axis.paths, points: points)
  }

  private init(columns: [String], paths: [String], points: [Point]) {
    (self.columns, self.paths, self.points) = (columns, paths, points)
  }

  /// Reads a file of whole settings: names, each with the keys that it changes.
  private init(file: String) throws(InputError) {
    let root = try StrictYAML.mapping(from: try RegularFile.bytes(of: file, limit: YAMLLimits.bytes), file: file)
    let column = RelativePath.stem(of: file)
    var (paths, points) = ([String](), [Point]())
    for entry in root.entries ?? [] {
      guard let entries = entry.value.entries, !entries.isEmpty else {
        throw entry.value.place.error(
          "the settings '\(entry.key.shortened)' are \(entry.value.entries == nil ? entry.value.kindInWords : "empty")",
          remedy: "write 'chunked: {scheduler: sarathi, engine.max_batched_tokens: 512}'")
      }
      let change = try DottedPath.opened(entries)
      for fixed in change {
        guard let remedy = Variation.remedy(forVarying: fixed.key, named: "setting") else { continue }
        throw fixed.keyPlace.error("'\(fixed.key)' cannot be varied", remedy: remedy)
      }
      for leaf in YAMLNode(.mapping(change), at: entry.value.place).leaves(below: "") where !paths.contains(leaf.path) {
        paths.append(leaf.path)
      }
      points.append(Point(values: [VariedValue(path: column, text: entry.key)], change: change))
    }
    self.init(columns: [column], paths: paths, points: points)
  }

  // MARK: Values

  /// The values behind the sign, for each point one a path.
  private static func values(_ text: String, of paths: [String], at place: Place) throws(InputError) -> [[YAMLNode]] {
    var values: [[YAMLNode]] = []
    for piece in try pieces(text, at: place) {
      if paths.count == 1 {
        for value in try SweepRange.values(piece, at: place) ?? [piece] { values.append([try node(value, place)]) }
        continue
      }
      let parts = TopLevelText.pieces(piece, at: ":")
      if parts.count != paths.count {
        throw place.error(
          "'\(piece.shortened)' gives \(parts.count) of \(paths.count) linked values",
          remedy: "write one for each key, with colons between: \(paths.joined(separator: ","))=1:2,3:4")
      }
      var point: [YAMLNode] = []
      for part in parts {
        if try SweepRange.values(part, at: place) != nil {
          throw place.error("the range '\(part.shortened)' among linked values", remedy: "write the values out: 1:2,2:4,3:6")
        }
        point.append(try node(part, place))
      }
      values.append(point)
    }
    return values
  }

  /// The values as they are typed: with commas between, or as a list in brackets.
  private static func pieces(_ text: String, at place: Place) throws(InputError) -> [String] {
    let trimmed = text[...].trimmingSpaces
    let outer = TopLevelText.pieces(trimmed, at: ",")
    let isList = outer.count == 1 && trimmed.hasPrefix("[") && trimmed.hasSuffix("]")
    let pieces = isList ? TopLevelText.pieces(trimmed.dropFirst().dropLast(), at: ",") : outer
    if pieces.contains("") { throw place.error("a value is missing", remedy: "write it like replicas=1,2,4") }
    return pieces
  }

  private static func node(_ text: String, _ place: Place) throws(InputError) -> YAMLNode {
    try StrictYAML.value(from: text, origin: place.file)
  }

  private static func point(_ paths: [String], _ values: [YAMLNode], _ place: Place) throws(InputError) -> Point {
    let entries = zip(paths, values).map { YAMLNode.Entry(key: $0, keyPlace: place, value: $1) }
    let shown = zip(paths, values).map { path, value in
      VariedValue(path: path, text: value.scalarText.map { $0.isEmpty ? "\"\"" : $0.visible } ?? value.flowText.visible)
    }
    return Point(values: shown, change: try DottedPath.opened(entries))
  }

  /// Refuses points that look the same: nobody could tell their rows apart.
  private func refuseTwins(at place: Place) throws(InputError) {
    for (index, point) in points.enumerated() where points[..<index].contains(where: { $0.values == point.values }) {
      let twice = point.values.map(\.text).joined(separator: ":")
      throw place.error("'\(twice.shortened)' stands twice", remedy: "keep one of them")
    }
  }
}
