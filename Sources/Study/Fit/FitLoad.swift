/// A measured load of a run: a file, a stage, or a half of the requests. It is what a fit is tried on when it is left out.
struct FitLoad {
  /// What it is called.
  let name: String
  /// Requests a second, by which loads are ranked; nil of a closed loop.
  let requestsPerSecond: Double?
  /// Requests in flight of a closed loop.
  let concurrency: Int?
  /// What is shown of it, measured: names and milliseconds.
  let shown: [FitObservation]
}
