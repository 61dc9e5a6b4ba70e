import Kernel

/// Names that stand for something the project knows.
struct NameCatalog: Sendable {
  /// What the names are names of, such as `model`.
  let noun: String
  /// All names, in the catalog's order.
  let names: @Sendable () -> [String]
  /// The name in the catalog for one as written; throws the catalog's own error with its did-you-mean.
  let canonicalName: @Sendable (String) throws(InputError) -> String
}
