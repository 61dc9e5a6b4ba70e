import ArgumentParser
import Kernel
import Scenario

/// How much memory a verb that carries out runs may take.
struct MemoryArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that the process may take, such as 4 GB: a study that passes it is stopped, and what is stored stays.",
      valueName: "size"))
  var limitMemory: String?

  func validate() throws {
    guard let limitMemory else { return }
    let bytes: Double
    do { bytes = try Quantity.value(limitMemory, in: .bytes) } catch {
      throw ValidationError("--limit-memory: \(error.message); \(error.remedy)")
    }
    guard bytes >= 64e6 else { throw ValidationError("--limit-memory is \(limitMemory); the program alone takes some 64 MB") }
    MemoryLimit.set(Int(min(bytes, 1e18)))
  }
}
