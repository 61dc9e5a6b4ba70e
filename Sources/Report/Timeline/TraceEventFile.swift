import Kernel
import Workload

/// Writes Chrome's trace event format in its JSON array form, one event a line, which Perfetto (ui.perfetto.dev) and
/// chrome://tracing open. The letters of the phases are those of the format's description ("Trace Event Format", Google).
///
/// Times there are in microseconds. They are written down to the nanosecond, which is the finest a viewer keeps, and always
/// rounded down, so that one slice never reaches into the next.
struct TraceEventFile {
  private let file: ReplacingFile
  private var isFirst = true

  /// Begins a file.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  init(path: String) throws {
    file = try ReplacingFile(path: path)
    try file.append("[\n")
  }

  /// A track group, which viewers call a process: its name and its place from the top.
  mutating func nameProcess(_ process: Int, _ name: String, place: Int) throws {
    try line("M", process, 0, #""name":"process_name","args":{"name":\#(JSONText.quoted(name))}"#)
    try line("M", process, 0, #""name":"process_sort_index","args":{"sort_index":\#(place)}"#)
  }

  /// A track of a process.
  mutating func nameTrack(_ process: Int, _ track: Int, _ name: String) throws {
    try line("M", process, track, #""name":"thread_name","args":{"name":\#(JSONText.quoted(name))}"#)
    try line("M", process, track, #""name":"thread_sort_index","args":{"sort_index":\#(track)}"#)
  }

  /// A slice on a track.
  mutating func slice(_ process: Int, _ track: Int, _ name: String, from start: Instant, to end: Instant, _ arguments: String) throws {
    let length = Self.nanoseconds(end) - Self.nanoseconds(start)
    try line(
      "X", process, track,
      #""name":"\#(name)","ts":\#(Self.time(start)),"dur":\#(Self.microseconds(length)),"args":{\#(arguments)}"#)
  }

  /// The beginning of something that runs beside others of its kind; all parts of one thing carry its number.
  mutating func begin(_ process: Int, _ kind: String, _ number: Int, _ name: String, at time: Instant, _ arguments: String) throws {
    try line(
      "b", process, 0,
      #""cat":"\#(kind)","id":"\#(number)","name":"\#(name)","ts":\#(Self.time(time)),"args":{\#(arguments)}"#)
  }

  /// The end of what was begun last under this number.
  mutating func end(_ process: Int, _ kind: String, _ number: Int, _ name: String, at time: Instant) throws {
    try line("e", process, 0, #""cat":"\#(kind)","id":"\#(number)","name":"\#(name)","ts":\#(Self.time(time))"#)
  }

  /// A value from this instant on; `values` are JSON members, a line of the chart each.
  mutating func count(_ process: Int, _ name: String, at time: Instant, _ values: String) throws {
    try line("C", process, 0, #""name":"\#(name)","ts":\#(Self.time(time)),"args":{\#(values)}"#)
  }

  /// A mark: on its track, or through the whole picture.
  mutating func mark(
    _ process: Int, _ track: Int, _ name: String, at time: Instant, everywhere: Bool = false, _ arguments: String
  ) throws {
    try line(
      "i", process, track,
      #""name":"\#(name)","ts":\#(Self.time(time)),"s":"\#(everywhere ? "g" : "t")","args":{\#(arguments)}"#)
  }

  /// Ends the array and gives the file its name.
  func complete() throws {
    try file.append("\n]\n")
    try file.complete()
  }

  /// Removes what was written.
  func abandon() { file.abandon() }

  private mutating func line(_ phase: String, _ process: Int, _ track: Int, _ members: String) throws {
    try file.append((isFirst ? "" : ",\n") + #"{"ph":"\#(phase)","pid":\#(process),"tid":\#(track),"# + members + "}")
    isFirst = false
  }

  private static func nanoseconds(_ time: Instant) -> Int64 { time.picoseconds / 1000 }
  private static func time(_ time: Instant) -> String { microseconds(nanoseconds(time)) }

  /// Microseconds with three decimals, in integers.
  private static func microseconds(_ nanoseconds: Int64) -> String {
    let fraction = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
