import Kernel

/// Requests with their images: visual tokens at the front of their prompts, whose blocks have identities by which equal images are found again.
struct ImageSource: ReportingSource {
  private var base: any ArrivalSource
  private let draw: ImageDraw
  private let blockTokens: Int
  private var number = 0

  /// `base` with images; `blockTokens` is the size of the blocks in ``Arrival/blockHashes``, of its own or as the load has it.
  init(_ base: any ArrivalSource, _ load: ImageLoad, seed: UInt64, blockTokens: Int?) {
    self.base = base
    draw = ImageDraw(load, seed: seed)
    self.blockTokens = blockTokens ?? load.blockTokens
  }

  var report: TraceReport { base.reportSoFar }

  mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    let (count, tokens) = draw.images(ofRequest: number, told: arrival.images)
    arrival.images = count
    if count > 0 { try show(count, of: tokens, &arrival) }
    number += 1
    return arrival
  }

  private func show(_ count: Int, of tokens: Int, _ arrival: inout Arrival) throws {
    let counted = draw.load.areInPrompts ? count * draw.load.tokens : 0
    if arrival.promptTokens < counted {
      throw InputError(
        "request \(number) has a prompt of \(arrival.promptTokens) tokens, and its images alone come to \(counted)",
        remedy: "fewer 'workload.images.tokens', or 'workload.images.in_prompts: false'")
    }
    if counted == 0 || tokens != draw.load.tokens || arrival.blockHashes.isEmpty {
      arrival.blockHashes = blocks(of: arrival, count: count, tokens: tokens, counted: counted)
    }
    // What an arrival cannot keep is beyond what any run takes, and refused there.
    arrival.promptTokens += count * tokens - counted
  }

  /// Identities of the blocks of a prompt with images. A block is named after all images that begin in it or before, and after the block of
  /// the text as it was that holds the last of its tokens; where no such block is known, the chain ends. So prompts that begin alike with
  /// equal images have equal blocks up to there.
  private func blocks(of arrival: Arrival, count: Int, tokens: Int, counted: Int) -> [UInt64] {
    let (own, visual) = (arrival.blockHashes, count * tokens)
    let namesImages = counted == 0 || own.isEmpty
    var images: [UInt64] = []
    if namesImages { draw.withEachImage(ofRequest: number, count: count) { images.append($0) } }
    var (names, chain, chained) = ([UInt64](), Digest(), 0)
    for block in 0..<((arrival.promptTokens - counted + visual) / blockTokens) {
      let end = (block + 1) * blockTokens
      while chained < images.count && chained * tokens < end {
        chain.mix(images[chained])
        chained += 1
      }
      var name = chain
      name.mix(UInt64(tokens))
      name.mix(UInt64(block))
      if end > visual || !namesImages {
        let last = end > visual ? end - visual + counted : (end * counted + visual - 1) / visual
        guard (last - 1) / blockTokens < own.count else { break }
        name.mix(own[(last - 1) / blockTokens])
      }
      names.append(name.value)
    }
    return names
  }
}
