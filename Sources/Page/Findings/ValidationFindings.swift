/// Simulations beside what was measured, as `windtunnel validate` tells them.
struct ValidationFindings: Decodable, Hashable {
  /// A fact about what was measured.
  struct Fact: Decodable, Hashable {
    var heading: String
    var text: String
  }

  /// One figure on both sides.
  struct Figure: Decodable, Hashable {
    var name: String
    var unit: String
    var measured: Double
    var simulated: Double
    var peerError: Double?
    var noise: Double?

    /// Simulated less measured over measured; nil of a measurement of zero.
    var error: Double? { measured == 0 ? nil : simulated / measured - 1 }
  }

  /// A measured thing with its figures.
  struct Group: Decodable, Hashable {
    var name: String
    var family: String
    var isCounted: Bool
    var figures: [Figure]
  }

  var title: String
  var facts: [Fact]
  var groups: [Group]
  var notes: [String]
  var revision: String
}
