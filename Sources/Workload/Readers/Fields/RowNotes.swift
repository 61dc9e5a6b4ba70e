import Kernel

/// What rows tell beside the fields that are read, counted, so that nothing is passed over in silence.
final class RowNotes {
  private var names: [(bytes: [UInt8], path: String, rows: Int)] = []
  /// Keys come in the same order in every row: where the next one is looked for first.
  private var next = 0
  /// What the names are called: `keys`, or `columns`.
  let noun: String
  private var images = 0
  private var requestsWithImages = 0
  /// Whether requests show the images that rows tell.
  private let readsImages: Bool
  private var sessions: [UInt64: TraceTime] = [:]
  private var turns = 0
  /// Whether it was said that all turns come at their times, so that delays may be passed over.
  private let passesOverDelays: Bool
  /// The adapters that rows have named, by number, how many there may be, and rows that name one.
  private var adapters: [[UInt8]: Int32] = [:]
  private let mostAdapters: Int?
  private var requestsWithAdapters = 0
  /// The names passed over in every row.
  private let everywhere: [String]

  /// Nothing yet, but for columns that no row is read for.
  init(noun: String, passedOver: [String] = [], passesOverDelays: Bool = false, mostAdapters: Int? = nil, readsImages: Bool = false) {
    self.readsImages = readsImages
    self.mostAdapters = mostAdapters
    self.noun = noun
    self.passesOverDelays = passesOverDelays
    everywhere = passedOver
  }

  /// Counts a key that is not read. `cursor` is at its first byte; `path` is what it stands in, with a dot at the end.
  ///
  /// - Throws: ``InputError`` for the delay of a turn.
  func passOver(_ cursor: ByteCursor, length: Int, in path: String = "") throws {
    if next < names.count, names[next].path == path, cursor.isBytes(names[next].bytes, count: length) {
      names[next].rows += 1
      next += 1
      return
    }
    if let known = names.firstIndex(where: { $0.path == path && cursor.isBytes($0.bytes, count: length) }) {
      names[known].rows += 1
      next = known + 1
      return
    }
    // A hostile file has a new key in every row.
    guard names.count < 1000 else { return }
    let bytes = cursor.bytes(count: min(length, 100))
    if FieldNames.meaning(of: String(decoding: bytes, as: UTF8.self))?.field == .delay, !passesOverDelays {
      throw Self.delayed(cursor)
    }
    names.append((cursor.bytes(count: length), path, 1))
    next = 0
  }

  /// Counts the images of a request, and returns how many it is to show.
  ///
  /// - Throws: ``InputError`` for more than one request may show.
  @discardableResult func note(images count: Int, _ cursor: ByteCursor) throws -> Int {
    guard count > 0 else { return 0 }
    images += count
    requestsWithImages += 1
    if !readsImages { return 0 }
    if count > ImageLoad.mostImages {
      throw cursor.fault("a request with \(count) images", remedy: "at most \(ImageLoad.mostImages)")
    }
    return count
  }

  /// The number of an adapter, by its name: adapters are numbered in the order in which rows first name them. Negative for no name.
  ///
  /// - Throws: ``InputError`` for one more than there are.
  func adapter(named name: [UInt8], _ cursor: ByteCursor) throws -> Int32 {
    if name.isEmpty { return -1 }
    requestsWithAdapters += 1
    if let number = adapters[name] { return number }
    let most = mostAdapters ?? Int(Int32.max)
    if adapters.count >= most {
      throw cursor.fault(
        "the adapter '\(String(decoding: name.prefix(40), as: UTF8.self))' is one more than the \(most) that there are",
        remedy: "a greater 'workload.adapters.count'")
    }
    adapters[name] = Int32(adapters.count)
    return Int32(adapters.count - 1)
  }

  /// A turn that has a time of its own.
  ///
  /// - Throws: ``InputError`` where another turn of the session has the same time: one of them waits for the other.
  func note(session: [UInt8], at time: TraceTime, hasTimes: Bool, _ cursor: ByteCursor) throws {
    var digest = Digest()
    for byte in session { digest.mix(UInt64(byte)) }
    if let earlier = sessions.updateValue(time, forKey: digest.value) {
      turns += 1
      if hasTimes && earlier == time && !passesOverDelays {
        throw cursor.fault(
          "two turns of the session '\(String(decoding: session.prefix(40), as: UTF8.self))' at one time", remedy: Self.remedy)
      }
    }
  }

  private static let remedy =
    "say how turns come with --sessions, or 'sessions' under a scenario's workload: 'closed' has each wait for the answer to the one "
    + "before, 'recorded' has all come at their times; keys that no row near the top has are named with --columns delay=NAME"

  /// A turn that comes so long after the one before.
  static func delayed(_ cursor: ByteCursor) -> InputError {
    cursor.fault("the row is a turn of a session, a 'delay' after the end of the turn before it", remedy: remedy)
  }

  /// What was counted, in sentences.
  var remarks: [String] {
    var remarks: [String] = []
    if !everywhere.isEmpty { remarks.append("passed over: columns \(Self.list(everywhere))") }
    if !names.isEmpty {
      let counted = names.map {
        $0.path + String(decoding: $0.bytes.prefix(60), as: UTF8.self) + " (\(DecimalText.grouped($0.rows)))"
      }
      remarks.append("passed over: \(noun) \(Self.list(counted))")
    }
    if turns > 0 {
      remarks.append(
        "sessions: \(DecimalText.grouped(turns)) turns come at the times that are recorded, not after the end of the turn before")
    }
    if requestsWithAdapters > 0 {
      remarks.append(
        "adapters: \(DecimalText.grouped(requestsWithAdapters)) requests ask for \(DecimalText.grouped(adapters.count)), numbered in the order "
          + "in which the trace first names them")
    }
    if images > 0 {
      remarks.append(
        "images: \(DecimalText.grouped(requestsWithImages)) requests carry \(DecimalText.grouped(images))"
          + (readsImages ? "" : ", whose encoding is not priced"))
    }
    return remarks
  }

  /// At most twelve names.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { $0.isEmpty ? "(no name)" : $0 }
    return shown.joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
  }
}
