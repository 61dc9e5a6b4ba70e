import Kernel

/// The keys of one object of a Hugging Face config, read with errors that name file and key. What a file leaves out is the library's
/// default for its model type, where one is known.
struct ConfigKeys {
  let object: JSONValue
  let file: String
  let prefix: String
  let notes: ConfigNotes
  /// The library's defaults, and the model type that they belong to.
  private(set) var defaults: [String: Int] = [:]
  private(set) var defaultsOf = ""

  init(object: JSONValue, file: String, prefix: String, notes: ConfigNotes) {
    self.object = object
    self.file = file
    self.prefix = prefix
    self.notes = notes
  }

  /// The same keys over the defaults of a model type.
  func with(defaults: [String: Int], of type: String) -> ConfigKeys {
    var keys = self
    keys.defaults = defaults
    keys.defaultsOf = type
    return keys
  }

  /// The object at a path of keys with dots between them, where there is one.
  func nested(_ path: String) -> ConfigKeys? {
    var (place, written) = (object, prefix)
    for key in path.split(separator: ".") {
      guard let inner = place[String(key)], inner.members != nil else { return nil }
      place = inner
      written += key + "."
    }
    return ConfigKeys(object: place, file: file, prefix: written, notes: notes)
  }

  /// The whole number under the first of `names` that is there and not null, or the library's default for one of them.
  func optionalInteger(_ names: String...) throws(InputError) -> Int? { try optionalInteger(names) }

  /// The whole number under the first of `names` that is there and not null; no default takes its place.
  func givenInteger(_ names: String...) throws(InputError) -> Int? { try givenInteger(names) }

  /// The whole number under the first of `names` that is there. In a part of a config, where the library leaves its defaults out,
  /// they count; at the top it writes every size.
  ///
  /// - Throws: ``InputError`` where none is, or it is no whole number.
  func integer(_ names: String...) throws(InputError) -> Int {
    if let value = try writtenInteger(names) { return value }
    let others = names.dropFirst()
    throw InputError(
      "'\(prefix)\(names[0])' is missing", file: file,
      remedy: others.isEmpty ? "a whole number" : "a whole number, here or under \(others.joined(separator: ", "))")
  }

  /// The same, and nil where none is there.
  func writtenInteger(_ names: String...) throws(InputError) -> Int? { try writtenInteger(names) }

  private func writtenInteger(_ names: [String]) throws(InputError) -> Int? {
    try prefix.isEmpty ? givenInteger(names) : optionalInteger(names)
  }

  /// The flag under `name`, or `standard` where it is not there.
  func flag(_ name: String, default standard: Bool) throws(InputError) -> Bool { try optionalFlag(name) ?? standard }

  /// The flag under `name`, where it is there and not null.
  func optionalFlag(_ name: String) throws(InputError) -> Bool? {
    guard let value = object[name], !value.isNull else { return nil }
    guard let flag = value.boolean else {
      throw InputError("'\(prefix)\(name)' is not true or false", file: file, line: value.line)
    }
    return flag
  }

  /// The number under `name`, whole or not, where it is there and not null.
  func number(_ name: String) throws(InputError) -> Double? {
    guard let value = object[name], !value.isNull else { return nil }
    guard let number = value.number else { throw InputError("'\(prefix)\(name)' is not a number", file: file, line: value.line) }
    return number.value
  }

  /// The text under `name`, where there is one.
  func text(_ name: String) -> String? { object[name]?.text }

  /// The texts under `name`, where there is a list of them.
  func texts(_ name: String) -> [String]? {
    guard let list = object[name]?.list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }

  /// The whole numbers under `name`, where there is a list of them.
  func integers(_ name: String) throws(InputError) -> [Int]? {
    guard let list = object[name]?.list else { return nil }
    var whole: [Int] = []
    for value in list {
      guard let number = value.number?.whole, abs(number) <= 1_000_000_000_000 else {
        throw InputError("'\(prefix)\(name)' is not a list of whole numbers", file: file, line: value.line)
      }
      whole.append(number)
    }
    return whole
  }

  /// How many values the list under `name` has; none where there is no list.
  func count(_ name: String) -> Int { object[name]?.list?.count ?? 0 }

  /// Whether there is anything under `name`, be it null.
  func has(_ name: String) -> Bool { object[name] != nil }

  /// An error about the value under `name`.
  func fault(_ name: String, _ what: String, remedy: String? = nil) -> InputError {
    InputError("'\(prefix)\(name)' \(what)", file: file, line: object[name]?.line, remedy: remedy)
  }

  private func optionalInteger(_ names: [String]) throws(InputError) -> Int? {
    if let given = try givenInteger(names) { return given }
    for name in names {
      // A null that stands in the file is the model's own word.
      if object[name]?.isNull == true { return nil }
      guard let standard = defaults[name] else { continue }
      notes.add("\(prefix)\(name) \(standard), the library's default for \(defaultsOf)")
      return standard
    }
    return nil
  }

  private func givenInteger(_ names: [String]) throws(InputError) -> Int? {
    for name in names {
      guard let value = object[name], !value.isNull else { continue }
      guard let number = value.number else {
        throw InputError("'\(prefix)\(name)' is not a whole number", file: file, line: value.line)
      }
      guard let whole = number.whole, abs(whole) <= 1_000_000_000_000 else {
        throw InputError(
          "'\(prefix)\(name)' is \(number.value), out of range", file: file, line: value.line, remedy: "a whole number up to 10^12")
      }
      return whole
    }
    return nil
  }
}
