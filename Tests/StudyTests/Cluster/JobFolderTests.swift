import Foundation
import Kernel
import Scenario
import Store
import Study
import TestSupport
import Testing

@Suite("The folder of a sweep that a cluster makes")
struct JobFolderTests {
  private func study(_ varying: String = "replicas=1,2", revision: String = "test", in store: ResultStore? = nil) throws -> SweepStudy {
    let text = SmallScenario.alike(seeds: 2)
    var options = StudyOptions(program: ProgramIdentity(revision: revision, version: "0", created: "2026-01-01T00:00:00Z"))
    options.store = store
    return try SweepStudy(try PreparedSweep(try SweepGrid.read(text, file: "case.yaml", varying: [varying])), options: options)
  }

  @Test("a sheet is read as it was written, with the runs that are at hand")
  func sheet() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      _ = try study("replicas=1", in: store).run()
      let sheet = JobSheet(try study(in: store), parts: 7)
      try store.close()
      #expect(sheet.runsAtHand.count == 2 && sheet.parts == 7)
      #expect(try JobSheet(sheet.text, file: "job.txt") == sheet)
      for text in ["", "windtunnel sweep job\n", sheet.text + "known x\n", sheet.text.replacing("parts 7", with: "parts 0")] {
        #expect(throws: InputError.self) { try JobSheet(text, file: "job.txt") }
      }
    }
  }

  @Test("a folder that was made for nothing is taken away again, and one in which a part has left something is not")
  func unused() throws {
    try StudyCase.withFolder { folder in
      let sheet = JobSheet(try study(), parts: 2)
      let made = try JobFolder(below: folder + "/jobs/here", of: sheet, name: "case")
      try made.write("#!/bin/bash\n", to: made.scriptFile)
      made.removeUnused()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      let used = try JobFolder(below: folder + "/jobs", of: sheet, name: "case")
      try used.write("", to: used.logFile(of: 0))
      used.removeUnused()
      #expect(FileManager.default.fileExists(atPath: used.logFile(of: 0)))
      let found = try JobFolder(below: folder + "/jobs", of: sheet, name: "case")
      found.removeUnused()
      #expect(FileManager.default.fileExists(atPath: found.sheetFile), "it was there before")
    }
  }

  @Test("a part of a changed sweep, of another program or of another number of parts is refused")
  func changed() throws {
    let sheet = JobSheet(try study(), parts: 4)
    try sheet.check(try study(), parts: 4, file: "job.txt")
    for (sweep, parts, reason) in [
      (try study("replicas=1,3"), 4, "has changed"), (try study(revision: "another"), 4, "another program"), (try study(), 5, "4 parts"),
    ] {
      let error = #expect(throws: InputError.self) { try sheet.check(sweep, parts: parts, file: "job.txt") }
      #expect(error?.message.contains(reason) == true)
    }
  }

  @Test("the same sweep finds its own folder and what is done in it, unless it relied on runs that are at hand no more")
  func again() throws {
    try StudyCase.withFolder { path in
      let store = try ResultStore.open(writingTo: path + "/results.sqlite")
      _ = try study("replicas=1", in: store).run()
      let (known, bare) = (JobSheet(try study(in: store), parts: 2), JobSheet(try study(), parts: 2))
      try store.close()
      let folder = try JobFolder(below: path, of: known, name: "a/sweep of mine")
      #expect(folder.path.hasPrefix(path + "/a-sweep-of-mine-"))
      let place = try PartPlace(in: folder, part: 1)
      try place.conclude(PartBeat(.done, made: 3))
      #expect(try JobFolder(below: path, of: known, name: "a/sweep of mine").finishedDatabase(of: 1) == place.store)
      let again = try JobFolder(below: path, of: bare, name: "a/sweep of mine")
      #expect(try again.path == folder.path && again.finishedDatabase(of: 1) == nil && again.sheetThere() == bare)
    }
  }

  @Test("two processes of one part never write one file, and a process that comes after the end of another goes on in its own")
  func places() throws {
    try StudyCase.withFolder { path in
      let folder = JobFolder(path: path)
      var first: PartPlace? = try PartPlace(in: folder, part: 3)
      let second = try PartPlace(in: folder, part: 3)
      let store = try #require(first?.store)
      #expect(store == path + "/part-3.sqlite" && second.store != store && second.store.hasPrefix(path + "/part-3."))
      first?.tell(PartBeat(.running, made: 1))
      try second.conclude(PartBeat(.done, made: 2))
      second.tell(PartBeat(.running, made: 1))
      #expect(try folder.beats()[3]?.count == 2 && folder.finishedDatabase(of: 3) == second.store)
      first = nil
      #expect(try PartPlace(in: folder, part: 3).store == store)
    }
  }

  @Test(
    "a beat is read as it was written, and half of one is none",
    arguments: [
      PartBeat(.preparing, made: 12), PartBeat(.running, made: 3, requests: 12_000), PartBeat(.done, made: 4),
      PartBeat(.refused("error: the disk is full; make room"), made: 0),
    ])
  func beats(beat: PartBeat) {
    #expect(PartBeat(beat.text) == beat)
    for length in 0..<5 { #expect(PartBeat(String(beat.text.prefix(length))) == nil) }
  }
}
