import Kernel
import Testing

@Suite struct NearestTests {
  private let keys = ["scheduler", "router", "replicas", "kv_blocks", "sarathi", "fcfs"]

  @Test(arguments: [
    ("schedular", "scheduler"), ("Scheduler", "scheduler"), ("shceduler", "scheduler"), ("routers", "router"),
    ("sarati", "sarathi"), ("fcsf", "fcfs"), ("kvblocks", "kv_blocks"), ("replica", "replicas"),
  ])
  func aSlipOfTheKeyFindsWhatWasMeant(word: String, meant: String) {
    #expect(Nearest.match(word, among: keys) == meant)
  }

  @Test(arguments: ["temperature", "x", "", "zzzzzzzzz", "throughput"])
  func aStrangeWordFindsNothing(word: String) {
    #expect(Nearest.match(word, among: keys) == nil)
  }

  @Test func theNearestWinsAndTiesGoToTheFirst() {
    #expect(Nearest.match("batch", among: ["batches", "batch"]) == "batch")
    #expect(Nearest.match("cat", among: ["bat", "rat"]) == "bat")
    #expect(Nearest.match("anything", among: []) == nil)
  }

  @Test func aSwapOfNeighboursIsOneEdit() {
    // Two swaps are two edits, within the limit of a short word; three are not.
    #expect(Nearest.match("badc", among: ["abcd"]) == "abcd")
    #expect(Nearest.match("badcfe", among: ["abcdef"]) == nil)
  }

  @Test func aWordOfAnyLengthIsAnswered() {
    let endless = String(repeating: "a", count: 100_000)
    #expect(Nearest.match(endless, among: keys) == nil)
    #expect(Nearest.match("a", among: [endless]) == nil)
  }
}
