import BERT
import Foundation

extension FineTuning {
  /// Trains, and writes the output folder at the end; checkpoints go into it on the way.
  ///
  /// - Parameters:
  ///   - isStopped: asked after every update; true ends the training with a checkpoint.
  ///   - report: called about every second, and whenever something happened.
  /// - Throws: `CheckpointError` or `TrainingError`; the checkpoints written before stay.
  @discardableResult
  public func run(isStopped: () -> Bool = { false }, _ report: (Event) -> Void) throws -> Outcome {
    var run = TrainingRun(self)
    if let resume = options.resume { try run.resume(resume, report) }
    try makeFolder(output)
    if options.resume == nil { CheckpointFolder.removeAll(in: output) }
    CheckpointFolder.removeUnfinished(in: output)
    if let folder = options.loggingFolder {
      // What an earlier training, or this one before it was killed, wrote of the steps to come is not shown.
      run.writer = try TensorBoardWriter(folder: folder, resumingAt: run.state.globalStep + 1)
    }
    while !run.isDone {
      try run.advance(report)
      if !run.isDone, isStopped() {
        return .interrupted(checkpoint: try run.save(report), step: run.state.globalStep)
      }
    }
    return try run.finish(report)
  }
}
