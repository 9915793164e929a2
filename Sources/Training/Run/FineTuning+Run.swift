import Files

extension FineTuning {
  /// What the marker of an output folder says.
  static let command = "sentiment train"

  /// Makes the output folder, and keeps other trainings out of it for as long as the lock lives.
  ///
  /// - Throws: `FileError` where another process writes there, or `TrainingError` where one has done so since the data
  ///   were read.
  public func lockOutput() throws -> OutputMarker {
    try Folder.make(FilePath(output))
    let lock = try OutputMarker(locking: FilePath(output))
    try Self.check(output: output, options, isLocked: true)
    try lock.write(Self.command)
    return lock
  }

  /// Trains, and writes the output folder at the end; checkpoints go into it on the way.
  ///
  /// - Parameters:
  ///   - lock: what `lockOutput` gave; without it the folder is locked until the training ends.
  ///   - isStopped: asked after every update; true ends the training with a checkpoint.
  ///   - report: called about every second, and whenever something happened.
  /// - Throws: `FileError` or `TrainingError`; the checkpoints written before stay.
  @discardableResult
  public func run(
    in lock: OutputMarker? = nil, isStopped: () -> Bool = { false }, _ report: (Event) -> Void
  ) throws -> Outcome {
    let lock = try lock ?? lockOutput()
    defer { withExtendedLifetime(lock) {} }
    var run = TrainingRun(self)
    if let resume = options.resume { try run.resume(resume, report) }
    if options.resume == nil { try CheckpointFolder.removeAll(in: output) }
    try UnfinishedFolder.removeAll(inTraining: FilePath(output))
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
