import Kernel

/// Writes runs as tidy CSV files: one row an observation, one column a variable, every column's unit in `columns.csv`.
public enum CSVExport {
  /// Writes `runs.csv`, `metrics.csv`, `requests.csv`, `series.csv`, `replicas.csv` and `columns.csv` into `directory`, made
  /// where it is missing. Files are written under temporary names and renamed when all are whole.
  ///
  /// - Throws: ``InputError`` where a file is there already and `overwrites` is false, or the directory cannot be written.
  public static func write(_ store: ResultStore, runs: [Int64], to directory: String, overwrites: Bool = false) throws { fatalError() }
}
