import Report
import Store
import Testing

@Suite("Stored runs in words")
struct StoredRunsTextTests {
  @Test(
    "numbers that follow each other are told as a range",
    arguments: [
      ([5], "run 5"), ([1, 2, 3, 4], "runs 1 to 4"), ([7, 8], "runs 7 to 8"), ([16, 5, 12, 13, 14, 15, 9], "runs 5, 9, 12 to 16"),
    ] as [([Int64], String)])
  func numbers(runs: [Int64], text: String) {
    #expect(StoredRunsText.numbers(runs) == text)
  }

  @Test("of runs that were added it says which there were already")
  func added() {
    let runs = [(4, 9, false), (5, 10, false), (6, 2, true)].map { ResultStore.AddedRun(source: $0.0, run: $0.1, wasThere: $0.2) }
    #expect(
      StoredRunsText.added(.init(runs: runs), from: "a.sqlite")
        == "a.sqlite: runs 4 to 5 added as runs 9 to 10, run 6 there already as run 2")
    #expect(StoredRunsText.added(.init(runs: []), from: "a.sqlite") == "a.sqlite: no run in it has finished")
  }
}
