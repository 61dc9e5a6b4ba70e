import Kernel
import Testing

@Suite("What is linked into a program that is to be installed")
struct ReleaseTests {
  @Test("version, revision, the state of the tree and the tag are read")
  func release() throws {
    let release = try #require(Release("version 0.1.0\nrevision 602dcfb\ntree committed\ntag v0.1.0\n"))
    #expect(release.version == "0.1.0" && release.revision == "602dcfb" && !release.isChanged && release.tag == "v0.1.0")
    #expect(release.storedRevision == "602dcfb")
  }

  @Test("a changed tree's results are not taken for its commit's")
  func changedTree() throws {
    let release = try #require(Release("version 0.1.0\nrevision 602dcfb\ntree changed\n"))
    #expect(release.isChanged && release.tag == nil && release.storedRevision == "602dcfb-changed")
  }

  @Test(
    "lines that say too little, or one thing twice, are none",
    arguments: [
      "", "version 0.1.0\nrevision 602dcfb\n", "version 0.1.0\nrevision 602dcfb\ntree dirty\n",
      "version 0.1.0\nversion 0.2.0\nrevision 602dcfb\ntree changed\n", "version 0.1.0\nrevision \ntree\n",
    ])
  func unreadable(text: String) { #expect(Release(text) == nil) }

  @Test("a program in its tree is none, and looks for everything where it is run")
  func inTree() throws {
    #expect(Release.ofThisProgram == nil && Installation.share == nil)
    try Installation.check()
    #expect(Installation.path("scenarios/chat") == "scenarios/chat")
    #expect(Installation.resources("Profiles", else: "built") == "built/Profiles")
  }
}
