/// Simulations beside what papers printed, as `windtunnel reproduce` tells them.
struct ReproductionFindings: Decodable, Hashable {
  /// A figure that a paper printed.
  struct Figure: Decodable, Hashable {
    var name: String
    var unit: String
    var source: String
    var strength: String
    var target: String
    var published: Double?
    var tolerance: Double?
    var simulated: [Double]
    var ratio: Double?
    var verdict: String
    var reason: String?
  }

  /// A published result.
  struct Result: Decodable, Hashable {
    var name: String
    var title: String
    var paper: String
    var section: String
    var figures: [Figure]
    var notes: [String]
  }

  /// How many figures came out how.
  struct Sum: Decodable, Hashable {
    var counted: Int
    var kept: Int
    var offWithReason: Int
    var off: Int
    var notCounted: Int
    var notModelled: Int
  }

  var results: [Result]
  var sum: Sum
}
