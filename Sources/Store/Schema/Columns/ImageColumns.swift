/// What was done with images: columns of the twenty-seventh version.
extension ColumnDefinition {
  /// What a replica row has more where requests show images; zero where they do not.
  static let replicaImages = [
    count("encodedImages", "images", "Images that its accelerators encoded."),
    count("imageHits", "images", "Images whose result was found, and not encoded again."),
    count("encoderPicoseconds", "ps", "How much longer iterations took because images were encoded in them."),
  ]

  private static func count(_ name: String, _ unit: String, _ meaning: String) -> ColumnDefinition {
    ColumnDefinition(name, "INTEGER NOT NULL DEFAULT 0 CHECK (\(name) >= 0)", unit: unit, meaning)
  }
}
