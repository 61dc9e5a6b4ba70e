import Kernel
import Study
import Testing

@Suite("Watching over the parts of a sweep")
struct ClusterWatchTests {
  /// What became of parts that a cluster was asked for.
  private struct Ending {
    var lost: [ClusterWatch.LostPart]
    var asked: ScriptedCluster.Course
    var said: [String]
    var looks: [ClusterProgress]
  }

  /// Watches over parts 0 to `parts` - 1 without waiting: a look takes ten seconds of the clock of this test.
  private func watch(
    parts: Int, attempts: Int = 3, patience: Double = 60, repeatsByItself: Bool = false, looksAtMost: Int = 100,
    _ answers: (JobFolder) -> [ScriptedCluster.Answer]
  ) throws -> Ending {
    try StudyCase.withFolder { path in
      let folder = JobFolder(path: path)
      let cluster = ScriptedCluster(repeatsByItself: repeatsByItself, answers(folder))
      var (time, looks, said, told) = (0.0, 0, [String](), [ClusterProgress]())
      var watch = ClusterWatch(
        cluster, folder: folder, parts: Array(0..<parts), options: ClusterWatch.Options(attempts: attempts, patience: patience, pause: 10),
        surroundings: ClusterWatch.Surroundings(
          now: { time },
          wait: { seconds in
            (time, looks) = (time + seconds, looks + 1)
            return looks <= looksAtMost
          }, tell: { told.append($0) }, say: { said.append($0) }))
      let lost: [ClusterWatch.LostPart]
      do { lost = try watch.run() } catch is Interrupted { lost = [] }
      return Ending(lost: lost, asked: cluster.asked, said: said, looks: told)
    }
  }

  private static func beat(_ part: Int, _ beat: PartBeat, in folder: JobFolder) throws {
    try folder.write(beat.text, to: folder.path + "/part-\(part).beat")
  }

  @Test("a part that is lost with its machine is submitted again, and only that one")
  func lostWithMachine() throws {
    let end = try watch(parts: 3) { folder in
      [
        { [:] }, { [0: .running, 1: .running, 2: .waiting("Resources")] },
        {
          for part in [1, 2] { try Self.beat(part, PartBeat(.done, made: 4), in: folder) }
          try Self.beat(0, PartBeat(.running, made: 2), in: folder)
          return [0: .over("NODE_FAIL"), 1: .over("COMPLETED"), 2: .over("COMPLETED")]
        }, { [0: .over("NODE_FAIL")] },
        {
          try Self.beat(0, PartBeat(.done, made: 4), in: folder)
          return [0: .running]
        },
      ]
    }
    #expect(end.lost.isEmpty && end.asked.submitted == [[0, 1, 2], [0]] && end.asked.cancelled.isEmpty)
    #expect(end.said == ["part 0 was lost (NODE_FAIL) and is submitted again"])
    #expect(end.looks.map(\.runs) == [0, 10, 10, 12] && end.looks[0].waitingReason == "Resources")
  }

  @Test("a part whose end is seen before its beat is not taken for lost")
  func lateBeat() throws {
    let end = try watch(parts: 1) { folder in
      [
        { [:] }, { [0: .running] }, { [0: .over("COMPLETED")] },
        {
          try Self.beat(0, PartBeat(.done, made: 1), in: folder)
          return [0: .over("COMPLETED")]
        },
      ]
    }
    #expect(end.lost.isEmpty && end.asked.submitted == [[0]])
  }

  @Test("a part that runs and stands still is taken back and begun anew; one that comes on or waits is left alone")
  func hangs() throws {
    let requests = LockedValue(0)
    let end = try watch(parts: 3, patience: 45) { folder in
      let stuck: ScriptedCluster.Answer = {
        let count = requests.withLock { count in
          count += 1
          return count
        }
        try Self.beat(0, PartBeat(.running, made: 1, requests: 7), in: folder)
        try Self.beat(1, PartBeat(.running, made: 1, requests: count), in: folder)
        return [0: .running, 1: .running, 2: .waiting("Priority")]
      }
      return [{ [:] }] + Array(repeating: stuck, count: 7)
        + [
          { [0: .over("CANCELLED"), 1: .running, 2: .running] }, { [0: .over("CANCELLED"), 1: .running, 2: .running] },
          {
            for part in 0..<3 { try Self.beat(part, PartBeat(.done, made: 2), in: folder) }
            return [:]
          },
        ]
    }
    #expect(end.lost.isEmpty && end.asked.cancelled == [0] && end.asked.submitted == [[0, 1, 2], [0]])
    #expect(end.said.first == "part 0 stood still for 45 s and is taken back")
  }

  @Test("a part that fails as often as it may is given up with what became of it last, and the others are made")
  func givenUp() throws {
    let end = try watch(parts: 2, attempts: 2) { folder in
      [
        { [:] },
        {
          try Self.beat(1, PartBeat(.done, made: 1), in: folder)
          return [0: .over("OUT_OF_MEMORY")]
        }, { [0: .over("OUT_OF_MEMORY")] },
      ]
    }
    #expect(end.asked.submitted == [[0, 1], [0]])
    #expect(end.lost.map(\.part) == [0] && end.lost.first?.attempts == 2 && end.lost.first?.reason == "OUT_OF_MEMORY")
  }

  @Test("a part whose input was refused is not tried again")
  func refused() throws {
    let end = try watch(parts: 1) { folder in
      [
        { [:] },
        {
          try Self.beat(0, PartBeat(.refused("error: the scenario has changed\nsince")), in: folder)
          return [0: .over("FAILED")]
        },
      ]
    }
    #expect(end.asked.submitted == [[0]] && end.lost.map(\.reason) == ["error: the scenario has changed since"])
  }

  @Test("parts that an earlier command has submitted are not submitted again, and what it has finished is not looked for")
  func goesOn() throws {
    let end = try watch(parts: 3) { folder in
      [
        {
          try Self.beat(2, PartBeat(.running, made: 1), in: folder)
          return [2: .running]
        },
        {
          for part in 0..<3 { try Self.beat(part, PartBeat(.done, made: 1), in: folder) }
          return [:]
        },
      ]
    }
    #expect(end.lost.isEmpty && end.asked.submitted == [[0, 1]])
  }

  @Test("a cluster that does not answer loses nothing, and is asked again with one word about it")
  func silence() throws {
    let end = try watch(parts: 1) { folder in
      [{ [:] }] + Array(repeating: { nil }, count: 20)
        + [
          {
            try Self.beat(0, PartBeat(.done, made: 1), in: folder)
            return [0: .over("COMPLETED")]
          }
        ]
    }
    #expect(end.lost.isEmpty && end.asked.submitted == [[0]] && end.said == ["The cluster does not answer now; asking again"])
  }

  @Test("a cluster that repeats parts by itself is believed when it gives one up")
  func repeatsByItself() throws {
    let end = try watch(parts: 1, repeatsByItself: true) { _ in [{ [:] }, { [0: .running] }, { [0: .over("the driver ended with 1")] }] }
    #expect(end.asked.submitted == [[0]] && end.lost.map(\.reason) == ["the driver ended with 1"])
  }

  @Test("who wants an end lets go of the parts")
  func interrupted() throws {
    let end = try watch(parts: 1, looksAtMost: 3) { _ in [{ [:] }, { [0: .running] }] }
    #expect(end.asked.wasLeft && end.asked.cancelled.isEmpty)
  }
}
