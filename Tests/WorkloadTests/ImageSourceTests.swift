import Foundation
import Kernel
import Testing
import Workload

/// Images of requests, against their plainest form: a list of arrivals that is gone through before the run.
@Suite("Images of requests") struct ImageSourceTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let seed: UInt64 = 5

  /// A workload of a trace with or without identities.
  private func workload(_ images: ImageLoad?, hasBlocks: Bool = true) throws -> WorkloadSpecification {
    var text = hasBlocks ? "# windtunnel-trace 1 block_tokens=4\narrival_s,prompt_tokens,output_tokens,blocks\n" : ""
    if !hasBlocks { text = "arrival_s,prompt_tokens,output_tokens\n" }
    for row in 0..<200 {
      // Conversations of ten rows, each prompt as the one before and eight tokens more.
      let prompt = 5 + 8 * (row % 10)
      let blocks = (0..<(prompt / 4)).map { "\(1000 * (row / 10) + $0)" }.joined(separator: " ")
      text += "\(row).000000000000,\(prompt),\(3 + row % 7)" + (hasBlocks ? ",\(blocks)\n" : "\n")
    }
    var workload = WorkloadSpecification(origin: .trace(path: try scratch.file(text, named: "blocks \(hasBlocks)")))
    workload.images = images
    try workload.validate()
    return workload
  }

  /// The images of each request, drawn plainly.
  private func drawn(_ load: ImageLoad, request: Int) -> (tokens: Int, images: [Int]) {
    var stream = RandomStream(seed: Self.seed, name: "images", substream: UInt64(request))
    let shows = stream.uniform() < load.share!
    let tokens = load.kept[stream.integer(below: load.kept.count)]
    if !shows { return (tokens, []) }
    let shares = (0..<(load.population ?? 1)).map { pow(Double($0 + 1), -load.alpha) }
    return (
      tokens,
      (0..<load.count).map { place in
        guard load.population != nil else { return 1000 * (request + 1) + place }
        let drawn = stream.uniform() * shares.reduce(0, +)
        return shares.indices.first { drawn < shares[...$0].reduce(0, +) } ?? shares.count - 1
      }
    )
  }

  @Test(
    arguments: [true, false],
    [
      ImageLoad(share: 1, tokens: 6), ImageLoad(share: 0.5, count: 3, tokens: 10, kept: [2, 5, 10], population: 4, alpha: 1),
      ImageLoad(share: 0.7, count: 2, tokens: 8, kept: [4], population: 2, blockTokens: 4),
    ]) func `add their tokens to prompts, and two prompts have equal blocks as far as their images and texts are equal`(
      hasBlocks: Bool, load: ImageLoad
    ) throws
  {
    let plain = try all(workload(nil, hasBlocks: hasBlocks).makeSource(seed: Self.seed))
    let shown = try all(workload(load, hasBlocks: hasBlocks).makeSource(seed: Self.seed))
    #expect(shown.count == plain.count && shown.contains { $0.images > 0 })
    let blockTokens = hasBlocks ? 4 : load.blockTokens
    #expect(try workload(load, hasBlocks: hasBlocks).blockTokens() == blockTokens)
    // Every token of a prompt by its content: an image and the place in it, or the text's block; nothing where the text is unknown.
    var contents: [[[Int]?]] = []
    for (request, (was, now)) in zip(plain, shown).enumerated() {
      let (tokens, images) = drawn(load, request: request)
      #expect(now.images == images.count && now.promptTokens == was.promptTokens + images.count * tokens)
      #expect(now.outputTokens == was.outputTokens && now.time == was.time)
      var content: [[Int]?] = images.flatMap { image in (0..<tokens).map { [image, tokens, $0] } }
      for place in 0..<was.promptTokens {
        content.append(place / 4 < was.blockHashes.count ? [-1, Int(was.blockHashes[place / 4]), place % 4] : nil)
      }
      contents.append(content)
      #expect(now.blockHashes.count <= now.promptTokens / blockTokens)
      // Blocks end where the text is not known any more.
      let known = content.firstIndex { $0 == nil } ?? content.count
      if !images.isEmpty || hasBlocks { #expect(now.blockHashes.count == known / blockTokens) }
    }
    var (equal, unequal) = (0, 0)
    for one in shown.indices {
      for other in 0..<one {
        let common = zip(shown[one].blockHashes, shown[other].blockHashes).prefix { $0 == $1 }.count
        let same = zip(contents[one], contents[other]).prefix { $0 != nil && $0 == $1 }.count
        // Never more than what is equal; and of what is equal all but what an unaligned text loses at its last block.
        #expect(common * blockTokens <= same, "\(one) \(other)")
        let isWhole = shown[one].images * load.kept[0] % blockTokens == 0 || same >= min(contents[one].count, contents[other].count)
        if isWhole && load.kept.count == 1 { #expect(common >= same / blockTokens - 1, "\(one) \(other) \(common) \(same)") }
        if common > 0 { equal += 1 } else { unequal += 1 }
      }
    }
    #expect(unequal > 0 && (load.population == nil || equal > 0))
  }

  @Test func `of no request change nothing, and images that prompts count are taken out of them`() throws {
    let plain = try workload(nil)
    let none = try workload(ImageLoad(share: 0, tokens: 6, kept: [3], population: 9))
    #expect(try all(none.makeSource(seed: 3)) == all(plain.makeSource(seed: 3)))
    #expect(none.description == plain.description && !none.usesSeed && none.usesSeed == plain.usesSeed)
    #expect(try workload(ImageLoad(share: 0, tokens: 6), hasBlocks: false).blockTokens() == nil)
    let counted = ImageLoad(share: 1, tokens: 4, kept: [1], areInPrompts: true)
    let (was, now) = (try all(plain.makeSource(seed: 3)), try all(workload(counted).makeSource(seed: 3)))
    #expect(zip(was, now).allSatisfy { $0.promptTokens == $1.promptTokens + 3 })
    // Equal prompts are equal still.
    #expect(now[7].blockHashes.starts(with: now[6].blockHashes) && now[17].blockHashes[0] != now[7].blockHashes[0])
    let whole = ImageLoad(share: 1, tokens: 4, areInPrompts: true)
    let same = try all(workload(whole).makeSource(seed: 3))
    #expect(same.map(\.blockHashes) == was.map(\.blockHashes))
    let long = ImageLoad(share: 1, tokens: 6, areInPrompts: true)
    let error = #expect(throws: InputError.self) { try all(workload(long).makeSource(seed: 3)) }
    #expect(error?.message.contains("a prompt of 5 tokens") == true && error?.remedy != nil)
  }

  @Test func `depend on the seed where they are drawn, and on the request alone`() throws {
    let load = ImageLoad(share: 0.5, tokens: 6, population: 9, alpha: 1)
    let one = try all(workload(load).makeSource(seed: 1))
    #expect(try all(workload(load).makeSource(seed: 1)) == one && all(workload(load).makeSource(seed: 2)) != one)
    var shorter = try workload(load)
    shorter.transforms = [.limit(50)]
    #expect(try all(shorter.makeSource(seed: 1)) == Array(one[..<50]))
    #expect(try workload(load).usesSeed && !workload(ImageLoad(share: 1, tokens: 6)).usesSeed)
  }

  @Test func `are told by a trace, and refused where it tells none`() throws {
    func read(_ text: String, _ images: Bool = true) throws -> [Int] {
      var hints = TraceHints()
      hints.readsImages = images
      return try all(TraceReader(path: scratch.file(text), hints: hints)).map(\.images)
    }
    let table = "TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n2024-10-15 00:00:00.5,1,370,40\n2024-10-15 00:00:01,0,400,110\n"
    #expect(try read(table) == [1, 0] && read(table, false) == [0, 0])
    let lines =
      "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": [1], \"num_images\": 3}\n"
      + "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": [1], \"num_images\": 0}\n"
    #expect(try read(lines) == [3, 0])
    for none in [
      "arrived_at,num_prefill_tokens,num_decode_tokens\n0,5,5\n", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5}\n",
    ] {
      let error = #expect(throws: InputError.self) { try read(none) }
      #expect(error?.message.contains("how many images") == true && error?.remedy != nil)
    }
    let many = #expect(throws: InputError.self) { try read("arrived_at,num_images,prompt_tokens,output_tokens\n0,70000,5,5\n") }
    #expect(many?.line == 2)
    var hints = TraceHints()
    hints.readsImages = true
    var told = WorkloadSpecification(origin: .trace(path: try scratch.file(table), hints: hints))
    told.images = ImageLoad(share: nil, tokens: 100, kept: [25])
    #expect(try all(told.makeSource(seed: 1)).map(\.promptTokens) == [395, 400])
  }

  @Test func `that cannot be drawn are refused, and so are those of turns that wait`() throws {
    for bad in [
      ImageLoad(share: 1.5, tokens: 5), ImageLoad(share: -1, tokens: 5), ImageLoad(share: .nan, tokens: 5), ImageLoad(share: 1, tokens: 0),
      ImageLoad(share: 1, count: 0, tokens: 5), ImageLoad(share: 1, tokens: 5, kept: []), ImageLoad(share: 1, tokens: 5, kept: [6]),
      ImageLoad(share: 1, tokens: 5, population: 0), ImageLoad(share: 1, tokens: 5, population: 2, alpha: -1),
      ImageLoad(share: 1, count: 70_000, tokens: 5), ImageLoad(share: 1, tokens: 5, blockTokens: 0),
    ] {
      let error = #expect(throws: InputError.self, "\(bad)") { try workload(bad) }
      #expect(error?.remedy != nil)
    }
    let turns =
      "# windtunnel-trace 1\narrival_s,prompt_tokens,output_tokens,turn_id,previous_turn_id,delay_s\n0.0,5,5,0,,\n1.0,5,5,1,0,1.0\n"
    var waiting = WorkloadSpecification(origin: .trace(path: try scratch.file(turns)))
    waiting.images = ImageLoad(share: 1, tokens: 5)
    let error = #expect(throws: InputError.self) { try waiting.validate() }
    #expect(error?.message.contains("turns of sessions") == true)
  }
}
