import Dispatch

/// When workspace diagnostics may be computed again, and the results so far.
struct SweepSchedule {
  /// The time until which requests wait, because the last sweep found nothing new; nil where they do not wait.
  var due: DispatchTime?
  let knownReports = WorkspaceSweep.KnownReports()
}
