/// Something in a database that this program would not have written.
struct DatabaseDamage: Error {
  /// What it is.
  let what: String
}
