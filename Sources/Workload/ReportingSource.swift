/// A source that keeps account of what it leaves out and changes.
public protocol ReportingSource: ArrivalSource {
  /// What this source and those below it did so far.
  var report: TraceReport { get }
}

extension ArrivalSource {
  /// What this source and those below it left out and changed so far; empty where a source keeps no account.
  public var reportSoFar: TraceReport { (self as? any ReportingSource)?.report ?? TraceReport() }
}
