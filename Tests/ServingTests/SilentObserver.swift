import Kernel
import Record
import Serving

/// Ignores all that it is told; a test overrides what it listens to.
class SilentObserver: Observer {
  func receive(_ event: RunEvent) {}
  func tokenGaps(_ gap: Duration, count: Int) {}
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  func iterationsEnded(_ span: IterationSpan) {}
}
