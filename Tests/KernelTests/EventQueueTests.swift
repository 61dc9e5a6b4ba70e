import Kernel
import Testing

@Suite struct EventQueueTests {
  @Test func eventsLeaveByTimeThenRankThenOrderOfScheduling() {
    var stream = RandomStream(seed: 1, name: "event queue")
    var queue = EventQueue<Int>(minimumCapacity: 1)
    var expected: [(time: Int64, rank: Int, number: Int)] = []
    for number in 0..<5000 {
      let time = Int64(stream.integer(below: 50))
      let rank = stream.integer(below: 3)
      queue.schedule(number, at: Instant(picoseconds: time), rank: rank)
      expected.append((time, rank, number))
    }
    expected.sort { ($0.time, $0.rank, $0.number) < ($1.time, $1.rank, $1.number) }
    for entry in expected {
      let (time, number) = (queue.nextTime.picoseconds, queue.removeNext())
      #expect(time == entry.time)
      #expect(number == entry.number)
    }
    let (isEmpty, nextTime) = (queue.isEmpty, queue.nextTime)
    #expect(isEmpty)
    #expect(nextTime == .never)
  }

  @Test func aQueueThatIsFilledAndDrainedByTurnsStaysInOrder() {
    var stream = RandomStream(seed: 2, name: "event queue")
    var queue = EventQueue<Int>()
    var model: [(key: Int64, number: Int)] = []
    var clock: Int64 = 0
    for number in 0..<20_000 {
      if stream.integer(below: 2) == 0 || model.isEmpty {
        let time = clock + Int64(stream.integer(below: 100))
        queue.schedule(number, at: Instant(picoseconds: time))
        let place = model.firstIndex { $0.key > time } ?? model.count
        model.insert((time, number), at: place)
      } else {
        clock = queue.nextTime.picoseconds
        #expect(clock == model[0].key)
        let first = queue.removeNext()
        #expect(first == model.removeFirst().number)
      }
    }
  }
}
