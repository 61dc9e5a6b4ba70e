import Report
import Testing

@Suite("Figures are shown with as many digits as mean something")
struct NumberTextTests {
  @Test(
    "a figure by its size",
    arguments: [
      (19_366.4, "19,366"), (123.45, "123.5"), (12.345, "12.3"), (1.2345, "1.23"), (0.12345, "0.123"), (0.0468, "0.0468"),
      (0.0012, "0.0012"),
      (0.00012, "0.00012"), (1e-5, "0.000010"), (-2.5e-7, "-0.00000025"), (1e-9, "1e-09"), (0, "0"), (.nan, "-"), (.infinity, "-"),
    ])
  func figures(value: Double, text: String) { #expect(NumberText.figure(value) == text) }

  @Test(
    "bytes that are guessed have two digits that count",
    arguments: [
      (7_904_000.0, "7.9 MB"), (12_340_000, "12 MB"), (123_400, "120 kB"), (999_999, "1.0 MB"), (996_000, "1.0 MB"), (99_600, "100 kB"),
      (950, "950 B"), (7, "7 B"), (3.04e9, "3.0 GB"), (9.96e12, "10 TB"), (0, "0 B"),
    ])
  func rough(bytes: Double, text: String) { #expect(NumberText.roughBytes(bytes) == text) }

  @Test("nothing but 0 is shown as 0")
  func zero() {
    var value = 1e6
    while value > 0 {
      for text in [
        NumberText.figure(value), NumberText.figure(-value), NumberText.scaled(value, "B"), NumberText.time(seconds: value),
        NumberText.percent(value),
      ] { #expect(text.contains { ("1"..."9").contains($0) }, "\(value): \(text)") }
      value /= 7.3
    }
  }
}
