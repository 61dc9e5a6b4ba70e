import Kernel

/// A row of an engine's table: settings of a scenario on one side, options of the engine on the other. It is written and read by the same
/// row, so that the two cannot disagree.
struct LaunchRow: Sendable {
  /// The options that say what settings say; nil where this engine cannot be told these values.
  typealias Write = @Sendable (LaunchValues) -> [LaunchArgument]?
  /// Puts what options mean among the settings. Rows are read in the order of the table.
  typealias Read = @Sendable (LaunchArguments, inout LaunchValues) throws(InputError) -> Void

  /// The settings, as dotted paths of a pool.
  let keys: [String]
  /// The options, each with whether a value follows on a command line.
  let flags: [String: Bool]
  let write: Write
  let read: Read

  init(_ keys: [String], flags: [String: Bool], write: @escaping Write, read: @escaping Read) {
    (self.keys, self.flags, self.write, self.read) = (keys, flags, write, read)
  }

  /// A whole number. With `perGroup` the engine counts for each tensor group and the scenario for the replica. A word in its place, such as
  /// `auto`, is left to the engine, and so is what it does by itself (`absent`) unless that `isSaid`.
  static func count(_ key: String, _ flag: String, unit: String = "", perGroup: Bool = false, absent: String? = "auto", isSaid: Bool = true)
    -> LaunchRow
  {
    LaunchRow(
      [key], flags: [flag: true],
      write: { values in
        guard let count = values.count(key), isSaid || values[key] != absent else { return values[key] == absent ? [] : nil }
        let groups = perGroup ? values.groups : 1
        return count % groups == 0 ? [LaunchArgument(flag, .count(count / groups))] : nil
      },
      read: { arguments, values throws(InputError) in
        let count = try arguments.count(flag)
        values[key] = count.map { "\($0 * (perGroup ? values.groups : 1))" + (unit.isEmpty ? "" : " " + unit) } ?? absent
      })
  }

  /// A number without a unit.
  static func number(_ key: String, _ flag: String) -> LaunchRow {
    LaunchRow(
      [key], flags: [flag: true], write: { values in values.number(key).map { [LaunchArgument(flag, .number($0))] } },
      read: { arguments, values throws(InputError) in values[key] = try arguments.number(flag).map(Quantity.text) })
  }

  /// A truth value that one flag turns on and another off; an engine that has but one of them does by itself what `absent` says.
  static func toggle(_ key: String, on: String? = nil, off: String? = nil, absent: Bool) -> LaunchRow {
    LaunchRow(
      [key], flags: Dictionary([on, off].compactMap { $0.map { ($0, false) } }, uniquingKeysWith: { first, _ in first }),
      write: { values in
        let isOn = values[key] == "true"
        if let flag = isOn ? on : off { return [LaunchArgument(flag)] }
        return isOn == absent ? [] : nil
      },
      read: { arguments, values throws(InputError) in
        var isOn = absent
        if let off, arguments.contains(off) { isOn = false }
        if let on, arguments.contains(on) { isOn = true }
        values[key] = isOn ? "true" : "false"
      })
  }

  /// A truth value of an options file, which may say the opposite of the setting.
  static func option(_ key: String, _ path: String, isOpposite: Bool = false, absent: Bool) -> LaunchRow {
    LaunchRow(
      [key], flags: [path: true], write: { values in [LaunchArgument(path, .flag((values[key] == "true") != isOpposite))] },
      read: { arguments, values throws(InputError) in
        values[key] = try arguments.flag(path).map { $0 != isOpposite } ?? absent ? "true" : "false"
      })
  }

  /// A word, with what the engine calls it; the first word of the scenario is meant where the option is not there. Where several
  /// words of the engine mean the same, the first is written.
  static func word(_ key: String, _ flag: String, _ words: [(scenario: String, engine: String)]) -> LaunchRow {
    LaunchRow(
      [key], flags: [flag: true],
      write: { values in words.first { $0.scenario == values[key] }.map { [LaunchArgument(flag, .text($0.engine))] } },
      read: { arguments, values throws(InputError) in
        guard arguments.contains(flag) else {
          values[key] = words[0].scenario
          return
        }
        let text = arguments.text(flag) ?? ""
        guard let word = words.first(where: { $0.engine == text }) else {
          throw InputError(
            "'\(flag)' is '\(text.shortened)', which no setting of a scenario stands for",
            remedy: "one of \(words.map(\.engine).joined(separator: ", "))")
        }
        values[key] = word.scenario
      })
  }

  /// The format of the weights: a type for those that are not quantised, a method for those that are.
  static func weights(dtype: String, quantization: String?, _ methods: [(format: String, method: String)]) -> LaunchRow {
    let types = [("bf16", "bfloat16"), ("fp16", "float16"), ("fp32", "float32")]
    let key = "formats.weights"
    var flags = [dtype: true]
    if let quantization { flags[quantization] = true }
    return LaunchRow(
      [key], flags: flags,
      write: { values in
        if let type = types.first(where: { $0.0 == values[key] }) { return [LaunchArgument(dtype, .text(type.1))] }
        if values[key] == "auto" { return [LaunchArgument(dtype, .text("auto"))] }
        guard let quantization, let method = methods.first(where: { $0.format == values[key] }) else { return nil }
        return [LaunchArgument(dtype, .text("auto")), LaunchArgument(quantization, .text(method.method))]
      },
      read: { arguments, values throws(InputError) in
        if let quantization, let text = arguments.text(quantization) {
          guard let method = methods.first(where: { $0.method == text }) else {
            throw InputError(
              "'\(quantization)' is '\(text.shortened)', which no format of a scenario stands for",
              remedy: "one of \(methods.map(\.method).joined(separator: ", "))")
          }
          values[key] = method.format
          return
        }
        let text = arguments.text(dtype) ?? "auto"
        let names = ["half": "float16", "float": "float32"]
        guard text == "auto" || types.contains(where: { $0.1 == names[text] ?? text }) else {
          throw InputError("'\(dtype)' is '\(text.shortened)'", remedy: "auto, bfloat16, float16 or float32")
        }
        values[key] = types.first { $0.1 == names[text] ?? text }?.0 ?? "auto"
      })
  }

  /// Host memory for prompt blocks, which the engine counts in `unitBytes` for each of `parts` of the replica; `other` goes with it.
  static func hostCache(
    _ flag: String, unitBytes: Double, isWhole: Bool, other: [LaunchArgument] = [], parts: @escaping @Sendable (LaunchValues) -> Int
  ) -> LaunchRow {
    let key = "engine.host_cache"
    var flags = [flag: true]
    for argument in other { flags[argument.name] = argument.word != nil }
    return LaunchRow(
      [key], flags: flags,
      write: { values in
        guard let bytes = values[key].flatMap(LaunchRow.bytes(of:)) else { return nil }
        if bytes == 0 { return [] }
        let units = bytes / unitBytes / Double(parts(values))
        if isWhole { return units == units.rounded() && units < 1e15 ? other + [LaunchArgument(flag, .count(Int(units)))] : nil }
        return other + [LaunchArgument(flag, .number(units))]
      },
      read: { arguments, values throws(InputError) in
        let units = try arguments.number(flag) ?? 0
        values[key] = Quantity.text((units * unitBytes * Double(parts(values))).rounded(), in: .bytes)
      })
  }

  /// Slots for adapters, of which an engine has `absentSlots` by itself, and the greatest rank. `switches` are options that turn adapters on
  /// and such as name them, each with whether a value follows.
  static func adapters(slots: String, absentSlots: Int, rank: String, switches: [String: Bool]) -> LaunchRow {
    let keys = ["adapters.device_slots", "adapters.rank"]
    return LaunchRow(
      keys, flags: switches.merging([slots: true, rank: true]) { first, _ in first },
      write: { values in
        guard let count = values.count(keys[0]) else { return [] }
        let ranks = (values[keys[1]] ?? "").split(separator: ",").compactMap { Int($0.filter(\.isNumber)) }
        let greatest = ranks.max().map { [LaunchArgument(rank, .count($0))] } ?? []
        return [LaunchArgument("--enable-lora"), LaunchArgument(slots, .count(count))] + greatest
      },
      read: { arguments, values throws(InputError) in
        guard arguments.contains("--enable-lora") || switches.keys.contains("--lora-paths") && arguments.contains("--lora-paths") else {
          return
        }
        let count = try arguments.count(slots, atLeast: 1) ?? absentSlots
        values[keys[0]] = "\(count) adapters"
        if let greatest = try arguments.count(rank, atLeast: 1) { values[keys[1]] = "\(greatest)" }
      })
  }

  /// The bytes of a text such as `64 GiB`.
  private static func bytes(of text: String) -> Double? { try? Quantity.value(text, in: .bytes) }
}
