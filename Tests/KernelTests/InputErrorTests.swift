import Kernel
import Testing

@Suite struct InputErrorTests {
  @Test func anErrorReadsAsCompilersWriteThem() {
    let full = InputError("unknown key 'schedular'", file: "chat.yaml", line: 3, column: 1, remedy: "did you mean 'scheduler'?")
    #expect(full.description == "chat.yaml:3:1: error: unknown key 'schedular'; did you mean 'scheduler'?")
    #expect(InputError("no such file", file: "a.csv").description == "a.csv: error: no such file")
    #expect(InputError("nothing given").description == "error: nothing given")
  }
}
