// What a run tells, so that whoever drives a simulation can read it.
@_exported import Record
