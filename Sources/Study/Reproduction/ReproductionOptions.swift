import Store

/// How reproductions are carried out.
public struct ReproductionOptions {
  /// Where runs are stored; nil stores nothing.
  public var store: ResultStore?
  /// Who makes the runs, for their provenance.
  public var program: ProgramIdentity
  /// Threads that simulate; results do not depend on it.
  public var threads = 1
  /// Told what is being done, again and again.
  public var say: (String) -> Void = { _ in }
  /// How far the work has come, and whether it is to stop.
  public let progress = StudyProgress()

  /// Options that store nothing.
  public init(program: ProgramIdentity) { self.program = program }

  /// The same for a study. Of requests nothing is stored: the summaries of hundreds of probes are what one looks at.
  var study: StudyOptions {
    var options = StudyOptions(program: program, threads: threads)
    options.store = store
    options.record = .summaries
    return options
  }
}
