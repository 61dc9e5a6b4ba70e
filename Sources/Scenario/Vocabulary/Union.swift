/// The sorts of a mapping that a key of their own tells apart.
struct Union: Sendable {
  /// One sort: the key it is known by is the first of its keys.
  struct Alternative: Sendable {
    let meaning: String
    let keys: [Key]

    init(_ meaning: String, _ keys: [Key]) {
      self.meaning = meaning
      self.keys = keys
    }

    var mark: String { keys[0].name }
  }

  let alternatives: [Alternative]
  /// Keys that go with every sort, after its own.
  let shared: [Key]
  /// A value that is no mapping is read as this key.
  let shorthand: String
  /// What is wrong with a mapping that is of no sort, such as `does not say which link`.
  let fault: String
}
