import Kernel

/// A trace put in order of time; rows of one time stay in the file's order. Everything is held in memory, 40 bytes a
/// request and 8 a prompt block, which is why it is offered where a file is converted and nowhere else.
struct SortedTrace: ReportingSource {
  private let reader: TraceReader
  private var sorted: [Arrival]?
  private var position = 0

  /// The rows of a reader that accepts any order.
  init(_ reader: TraceReader) { self.reader = reader }

  var report: TraceReport { reader.report }

  mutating func next() throws -> Arrival? {
    if sorted == nil { try load() }
    guard let sorted, position < sorted.count else { return nil }
    defer { position += 1 }
    return sorted[position]
  }

  private mutating func load() throws {
    var rows: [Arrival] = []
    while let arrival = try reader.next() { rows.append(arrival) }
    rows.sort { $0.time < $1.time }  // The standard library's sort is stable.
    guard let first = rows.first?.time, let last = rows.last?.time else { return sorted = [] }
    guard !last.picoseconds.subtractingReportingOverflow(first.picoseconds).overflow else { throw ArrivalClock.beyondTime() }
    // Times were relative to the first row; they are now to the earliest.
    for index in rows.indices { rows[index].time = Instant(rows[index].time - first) }
    sorted = rows
  }
}
