extension ColumnDefinition {
  /// What the twentieth version adds to runs: who writes them.
  static let runProcess = ColumnDefinition(
    "process", "TEXT",
    "Of a run that has not finished the process that writes it: number, begin in ticks since the boot, space of numbers, boot."
  )
}
