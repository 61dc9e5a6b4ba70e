import Kernel

/// A stored plan as it is named where a scenario may stand: `plan:1`.
struct StoredPlanName {
  /// The plan's number in the database.
  let number: Int64

  /// Nil for a word that names no plan.
  ///
  /// - Throws: ``InputError`` for `plan:` without a number.
  init?(_ word: String) throws {
    guard word.hasPrefix("plan:") else { return nil }
    guard let number = Int64(word.dropFirst("plan:".count)), number > 0 else {
      throw InputError("'\(word.prefix(60))' names no stored plan", remedy: "plan:1, with the number that it is stored as")
    }
    self.number = number
  }
}
