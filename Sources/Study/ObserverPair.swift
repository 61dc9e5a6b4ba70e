import Kernel
import Record

/// Two observers that hear the same run, the first one first.
package final class ObserverPair: Observer {
  private let first: any Observer
  private let second: any Observer

  package init(_ first: any Observer, _ second: any Observer) {
    self.first = first
    self.second = second
  }

  package func receive(_ event: RunEvent) {
    first.receive(event)
    second.receive(event)
  }

  package func tokenGaps(_ gap: Duration, count: Int) {
    first.tokenGaps(gap, count: count)
    second.tokenGaps(gap, count: count)
  }

  package func tokenGaps(first gap: Duration, growth: Duration, steps: Int, count: Int) {
    first.tokenGaps(first: gap, growth: growth, steps: steps, count: count)
    second.tokenGaps(first: gap, growth: growth, steps: steps, count: count)
  }

  package func iterationsEnded(_ span: IterationSpan) {
    first.iterationsEnded(span)
    second.iterationsEnded(span)
  }
}
