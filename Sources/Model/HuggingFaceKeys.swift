import Kernel

/// The keys of one object of a Hugging Face config, read with errors that name file and key.
struct HuggingFaceKeys {
  let object: JSONValue
  let file: String
  let prefix: String

  /// The object under `key`, where there is one.
  func nested(_ key: String) -> HuggingFaceKeys? {
    guard let inner = object[key], inner.members != nil else { return nil }
    return HuggingFaceKeys(object: inner, file: file, prefix: prefix + key + ".")
  }

  /// The whole number under the first of `names` that is there and not null.
  func optionalInteger(_ names: String...) throws(InputError) -> Int? { try optionalInteger(names) }

  /// The whole number under the first of `names` that is there.
  ///
  /// - Throws: ``InputError`` where none is, or it is no whole number.
  func integer(_ names: String...) throws(InputError) -> Int {
    if let value = try optionalInteger(names) { return value }
    let others = names.dropFirst()
    throw InputError(
      "'\(prefix)\(names[0])' is missing", file: file,
      remedy: others.isEmpty ? "a whole number" : "a whole number, here or under \(others.joined(separator: ", "))")
  }

  /// The flag under `name`, or `standard` where it is not there.
  func flag(_ name: String, default standard: Bool) throws(InputError) -> Bool {
    guard let value = object[name], !value.isNull else { return standard }
    guard let flag = value.boolean else {
      throw InputError("'\(prefix)\(name)' is not true or false", file: file, line: value.line)
    }
    return flag
  }

  /// The text under `name`, where there is one.
  func text(_ name: String) -> String? { object[name]?.text }

  /// The texts under `name`, where there is a list of them.
  func texts(_ name: String) -> [String]? {
    guard let list = object[name]?.list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }

  /// How many values the list under `name` has; none where there is no list.
  func count(_ name: String) -> Int { object[name]?.list?.count ?? 0 }

  /// Whether there is anything under `name`.
  func has(_ name: String) -> Bool { object[name] != nil }

  private func optionalInteger(_ names: [String]) throws(InputError) -> Int? {
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
