import Foundation
import Kernel
import Serving
import Workload

/// Images in the reference's plainest form: what each request shows is a list, and a machine's results are a list, the one used longest ago
/// first.
extension ReferenceSimulator {
  /// What is kept of an image.
  struct ImageResult: Equatable { let image: UInt64, tokens: Int }

  /// The images of a request, each with its tokens: told by the arrival, drawn from the request's own stream.
  func images(ofRequest id: Int, told: Int) -> [ImageResult] {
    guard let load = rules.imageLoad, told > 0 else { return [] }
    var stream = RandomStream(seed: 1, name: "images", substream: UInt64(id))
    _ = stream.uniform()
    let tokens = load.kept[stream.integer(below: load.kept.count)]
    return (0..<told).map { place in
      guard let population = load.population else { return ImageResult(image: 1 << 63 + UInt64(id) << 16 + UInt64(place), tokens: tokens) }
      let shares = (0..<population).map { pow(Double($0 + 1), -load.alpha) }
      let drawn = stream.uniform() * shares.reduce(0, +)
      let image = shares.indices.first { drawn < shares[...$0].reduce(0, +) } ?? population - 1
      return ImageResult(image: UInt64(image), tokens: tokens)
    }
  }

  mutating func planChunk(_ index: Int, _ entry: Entry, _ tokens: Int) {
    machines[index].chunks.append((entry, tokens))
    encodeImages(index, entry, tokens)
    if rules.engine.prefixCaching {
      enterBlocks(index, entry, computed: entry.computed + tokens)
      pinCommonBlocks(index, entry, computed: entry.computed + tokens)
    }
  }

  /// Each image that a chunk has a token of is encoded, unless it was since the request was admitted, or its result is kept.
  mutating func encodeImages(_ index: Int, _ entry: Entry, _ tokens: Int) {
    guard let encoder = rules.encoder else { return }
    for (place, image) in entry.images.enumerated() {
      let positions = (place * image.tokens)..<((place + 1) * image.tokens)
      guard positions.overlaps(entry.computed..<(entry.computed + tokens)), !entry.encoded.contains(place) else { continue }
      entry.encoded.append(place)
      if let kept = machines[index].results.firstIndex(of: image) {
        machines[index].results.append(machines[index].results.remove(at: kept))
        log.imageHits += 1
        continue
      }
      machines[index].imagesInPlan += 1
      log.encodedImages += 1
      machines[index].results.append(image)
      while machines[index].results.reduce(0, { $0 + $1.tokens * encoder.bytesPerToken }) > encoder.cacheBytes {
        // One that has no room even alone gives way itself and to no other.
        let tooLarge = image.tokens * encoder.bytesPerToken > encoder.cacheBytes
        machines[index].results.remove(at: tooLarge ? machines[index].results.count - 1 : 0)
      }
    }
  }

  /// How much longer a batch takes for its images.
  func encoderTime(_ index: Int, _ tokens: Int) -> Int64 {
    var without = self
    without.machines[index].imagesInPlan = 0
    return time(index, stage: 0, tokens) - without.time(index, stage: 0, tokens)
  }
}

extension RandomCase {
  /// The same case with requests that show images. Where `draws` is false, what a request shows does not depend on its number.
  func withImages(_ number: Int, draws: Bool = true) -> RandomCase {
    var copy = self
    var stream = RandomStream(seed: 7, name: "images of cases", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    let tokens = draw(1...6)
    var load = ImageLoad(share: nil, tokens: tokens)
    if draw(0...2) > 0 { (load.population, load.alpha) = (draws ? draw(1...6) : 1, Double(draw(0...4)) / 2) }
    if draws { load.kept = (0..<draw(1...3)).map { _ in draw(1...tokens) } }
    copy.rules.imageLoad = load
    copy.rules.encoder = EncoderRules(bytesPerToken: draw(1...3), cacheBytes: draw(0...2) == 0 ? 0 : draw(1...40))
    copy.rules.perImage = Int64(draw(1...300))
    let drawing = ImageDraw(load, seed: 1)
    for index in copy.arrivals.indices where draw(0...1) == 0 {
      copy.arrivals[index].images = draw(1...4)
      copy.arrivals[index].promptTokens += copy.arrivals[index].images * drawing.images(ofRequest: index, told: 1).tokens
    }
    return copy
  }
}
