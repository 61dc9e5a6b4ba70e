import Kernel
import Serving
import Testing

/// Global prefix identification (BatchLLM): which prompts share what, and what that spares.
@Suite struct PromptTreeTests {
  private func grouping(_ prompts: [[UInt64]]) -> PromptGroups {
    var tree = PromptTree()
    for prompt in prompts { tree.insert(prompt.span) }
    return tree.maximiseReuse()
  }

  /// `count` identities that stand nowhere else than in the text `number`.
  private func text(_ number: Int, _ count: Int) -> [UInt64] { (0..<count).map { UInt64(number * 10_000 + $0) } }

  private func saving(_ prompts: [[UInt64]]) -> Double {
    Double(grouping(prompts).sparedIdentities) / Double(prompts.reduce(0) { $0 + $1.count })
  }

  @Test("The grouping of the recursion as published, on thousands of small trees")
  func agreesWithTheRecursion() {
    for number in 0..<5000 {
      var stream = RandomStream(seed: 11, name: "prompt trees", substream: UInt64(number))
      let letters = 1 + stream.integer(below: 3)
      let longest = 1 + stream.integer(below: 12)
      // Prompts continue earlier ones, so that trees are deep; a few are equal, a few empty.
      var prompts: [[UInt64]] = []
      for _ in 0..<(1 + stream.integer(below: 24)) {
        var prompt: [UInt64] = []
        if let parent = prompts.isEmpty ? nil : prompts[stream.integer(below: prompts.count)] {
          prompt = Array(parent.prefix(stream.integer(below: parent.count + 1)))
        }
        for _ in 0..<stream.integer(below: longest) { prompt.append(UInt64(stream.integer(below: letters))) }
        prompts.append(prompt)
      }
      let groups = grouping(prompts)
      let found = Set(
        (0..<groups.count).map { NaiveGrouping.Group(common: groups.commonIdentities[$0], members: groups.members(of: $0).map(Int.init)) })
      #expect(found == NaiveGrouping.groups(prompts), "\(prompts)")
      // Every prompt is in one group, and members do begin alike.
      #expect(groups.members.sorted() == (0..<Int32(prompts.count)).map { $0 })
      for group in 0..<groups.count {
        let texts = Set(groups.members(of: group).map { Array(prompts[Int($0)].prefix(groups.commonIdentities[group])) })
        #expect(texts.count == 1)
      }
    }
  }

  @Test("A tree that is emptied groups the next prompts as a new one does")
  func memoryIsUsedAgain() {
    var tree = PromptTree()
    for number in 0..<200 {
      var stream = RandomStream(seed: 12, name: "windows", substream: UInt64(number))
      let prompts = (0..<(stream.integer(below: number % 50 == 0 ? 3000 : 20))).map { _ in
        (0..<stream.integer(below: 6)).map { _ in UInt64(stream.integer(below: 4)) }
      }
      tree.removeAll()
      for prompt in prompts { tree.insert(prompt.span) }
      #expect(tree.promptCount == prompts.count)
      #expect(tree.maximiseReuse() == grouping(prompts))
    }
  }

  @Test(
    "2,000 shared and 200 own tokens spare 45.5 to 88.1 % by degree", arguments: [(2, 45.5), (4, 68.2), (8, 79.5), (16, 85.2), (32, 88.1)])
  func savingByDegree(degree: Int, percent: Double) {
    // In tokens: an identity for each. Prompts of 40 prefixes come in turn, none beside its siblings.
    let prompts = (0..<(40 * degree)).map { number in text(number % 40, 2000) + text(1000 + number, 200) }
    #expect((saving(prompts) * 1000).rounded() / 10 == percent)
    #expect(saving(prompts) == Double(2000 * (degree - 1)) / Double(2200 * degree))
  }

  @Test("One level of sharing loses little to many, where the first level alone is a disaster")
  func threeLevels() {
    // An instruction, documents of 500 to 3,000 tokens, 1 to 8 questions each of 100 tokens; identities of 10 tokens.
    for (instruction, mostLost) in [(5, 0.015), (20, 0.03), (60, 0.06)] {
      var stream = RandomStream(seed: 3, name: "documents", substream: UInt64(instruction))
      var (prompts, unique) = ([[UInt64]](), instruction)
      for document in 0..<300 {
        let length = 50 + stream.integer(below: 251)
        unique += length
        for question in 0..<(1 + stream.integer(below: 8)) {
          prompts.append(text(0, instruction) + text(1 + document, length) + text(1000 + 10 * document + question, 10))
          unique += 10
        }
      }
      let total = Double(prompts.reduce(0) { $0 + $1.count })
      let multiLevel = 1 - Double(unique) / total
      let naive = Double(instruction * (prompts.count - 1)) / total
      let maximised = saving(prompts)
      #expect(multiLevel >= maximised && maximised > 2 * naive)
      #expect(multiLevel - maximised < mostLost, "\(multiLevel) \(naive) \(maximised)")
      #expect(0.6 < multiLevel && multiLevel < 0.8 && naive < 0.3, "\(multiLevel) \(naive) \(maximised)")
    }
  }

  @Test("The gain rule at its edge: text repeated once must be won back by more")
  func gainRule() {
    // Two prompts share 3 identities beyond a common 3; a third shares the first 3 only. Moving up gains 3 and costs 3.
    let start: [UInt64] = [1, 2, 3]
    let even = [start + [4, 5, 6, 10], start + [4, 5, 6, 11], start + [20]]
    #expect(grouping(even).commonIdentities == [3] && grouping(even).sparedIdentities == 6)
    // With one identity more it gains 4 for 3: the pair goes on its own, and the third is left alone.
    let won = [start + [4, 5, 6, 7, 10], start + [4, 5, 6, 7, 11], start + [20]]
    #expect(grouping(won).commonIdentities == [7, 0] && grouping(won).sparedIdentities == 7)
  }
}
