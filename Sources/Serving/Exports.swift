// What a run tells, so that the code that drives a simulation can read it.
@_exported import Record
