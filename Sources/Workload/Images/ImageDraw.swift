import Kernel

/// Draws requests' images, each request's from its own sub-stream: the same whatever the cluster and its policies. What is drawn once can be
/// drawn again from the number of the request, so that nobody has to keep it.
public struct ImageDraw: Sendable {
  /// The images.
  public let load: ImageLoad
  private let seed: UInt64
  /// Shares summed up to each image; empty where each is new.
  private let sums: [Double]

  /// Draws from a load that was checked.
  public init(_ load: ImageLoad, seed: UInt64) {
    (self.load, self.seed) = (load, seed)
    var (sum, sums) = (0.0, [Double]())
    for image in 0..<(load.isThere ? load.population ?? 0 : 0) {
      sum += Double(image + 1).raised(to: -load.alpha)
      sums.append(sum)
    }
    self.sums = sums
  }

  private func stream(_ request: Int) -> RandomStream { RandomStream(seed: seed, name: "images", substream: UInt64(request)) }

  /// How many images a request shows, and how many visual tokens are left of each.
  ///
  /// - Parameter told: what the trace tells of it.
  public func images(ofRequest request: Int, told: Int) -> (count: Int, tokens: Int) {
    var stream = stream(request)
    let (count, tokens) = drawn(&stream, told: told)
    return (count, count > 0 ? tokens : 0)
  }

  private func drawn(_ stream: inout RandomStream, told: Int) -> (count: Int, tokens: Int) {
    let place = stream.uniform()
    let tokens = load.kept[stream.integer(below: load.kept.count)]
    guard let share = load.share else { return (told, tokens) }
    return (place < share ? load.count : 0, tokens)
  }

  /// Calls `body` with the identities of the first `count` images of a request, in order.
  public func withEachImage(ofRequest request: Int, count: Int, _ body: (UInt64) -> Void) {
    var stream = stream(request)
    _ = drawn(&stream, told: 0)
    for image in 0..<count { body(identity(&stream, request, image)) }
  }

  /// Those that are never equal are told apart by request and place.
  private func identity(_ stream: inout RandomStream, _ request: Int, _ image: Int) -> UInt64 {
    guard let whole = sums.last else { return 1 << 63 | UInt64(request) << 16 | UInt64(image) }
    let place = stream.uniform() * whole
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > place { high = middle } else { low = middle + 1 }
    }
    return UInt64(low)
  }
}
