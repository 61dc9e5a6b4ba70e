import Kernel

/// Writes the canonical format. The file appears under its name only when it is complete; until then it lies beside it
/// under a temporary name, and is removed where writing fails.
public final class TraceWriter {
  private let file: ReplacingFile
  private let blockTokens: Int?
  private let hasTurns: Bool
  private let tellsAdapters: Bool
  /// The row being written.
  private var row: [UInt8] = []
  /// Requests written.
  public private(set) var rows = 0

  /// Begins a file; `blockTokens` makes a column for prompt blocks of that size, `hasTurns` columns for what turns wait for,
  /// `tellsAdapters` one for adapters.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  public init(path: String, blockTokens: Int? = nil, hasTurns: Bool = false, tellsAdapters: Bool = false) throws {
    self.blockTokens = blockTokens
    self.hasTurns = hasTurns
    self.tellsAdapters = tellsAdapters
    file = try ReplacingFile(path: path)
    try file.append(CanonicalTrace.heading(blockTokens: blockTokens, hasTurns: hasTurns, tellsAdapters: tellsAdapters))
  }

  /// Appends one request.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails; nothing of the file remains then.
  public func write(_ arrival: Arrival) throws {
    appendTime(arrival.time.picoseconds)
    row.append(0x2C)
    append(UInt64(arrival.promptTokens))
    row.append(0x2C)
    append(UInt64(arrival.outputTokens))
    if blockTokens != nil {
      row.append(0x2C)
      for (index, block) in arrival.blockHashes.enumerated() {
        if index > 0 { row.append(0x20) }
        append(block)
      }
    }
    if hasTurns { append(arrival.turn) }
    if tellsAdapters {
      row.append(0x2C)
      if arrival.adapter >= 0 { append(UInt64(arrival.adapter)) }
    }
    row.append(0x0A)
    rows += 1
    try file.append(row)
    row.removeAll(keepingCapacity: true)
  }

  private func append(_ turn: Turn?) {
    row.append(0x2C)
    if let turn { append(UInt64(turn.number)) }
    row.append(0x2C)
    if let previous = turn?.previous { append(UInt64(previous)) }
    row.append(0x2C)
    if let delay = turn?.delay { appendTime(delay.picoseconds) }
  }

  /// Writes all that `source` has left.
  ///
  /// - Throws: ``InputError``, also from the source.
  public func write(all source: any ArrivalSource) throws {
    var source = source
    while let arrival = try source.next() { try write(arrival) }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  public func finish() throws { try file.complete() }

  /// Seconds with twelve decimals, so that every picosecond is written.
  private func appendTime(_ picoseconds: Int64) {
    precondition(picoseconds >= 0, "a request before the start")
    append(UInt64(picoseconds) / 1_000_000_000_000)
    row.append(0x2E)
    append(UInt64(picoseconds) % 1_000_000_000_000, digits: 12)
  }

  private func append(_ number: UInt64, digits: Int = 1) {
    let first = row.count
    var rest = number
    while rest > 0 || row.count - first < digits {
      row.append(UInt8(rest % 10) + 0x30)
      rest /= 10
    }
    row[first...].reverse()
  }
}
