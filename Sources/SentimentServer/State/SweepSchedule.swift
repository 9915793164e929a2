import Dispatch

/// When workspace diagnostics may be computed again, and the results so far.
struct SweepSchedule {
  /// The time until which requests wait, because the last sweep found nothing new; nil where they do not wait.
  var due: DispatchTime?
  /// The problems that were logged.
  private var problems: Set<String> = []
  let knownReports = WorkspaceSweep.KnownReports()

  /// The problems that were not logged before.
  mutating func newProblems(in found: [String]) -> [String] { found.filter { problems.insert($0).inserted } }
}
