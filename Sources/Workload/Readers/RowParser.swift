/// What makes rows of the lines of a file whose fields are found by name.
protocol RowParser: AnyObject {
  /// How times are read.
  var times: TimeParser { get }
  /// What was passed over and counted so far.
  var notes: RowNotes { get }
  /// Reads one row; nil for a request that failed.
  ///
  /// - Throws: ``InputError`` with the column of the line.
  func parse(_ line: TraceLine) throws -> TraceRow?
}
