public import Files
import JSON

/// The logged metrics of one step, by the names of transformers' `log_history`: `loss`, `eval_loss`, `eval_accuracy` ….
public struct LogEntry: Sendable {
  /// The number of updates.
  public var step: Int
  /// The metrics by name.
  public var metrics: [(name: String, value: Double)]

  /// The log of the training that made a model, from transformers' `trainer_state.json`; empty without that file.
  public static func history(ofFolder folder: String) throws(FileError) -> [LogEntry] {
    let path = FilePath(text: "\(folder)/\(TrainerState.fileName)")
    guard let bytes = try InputFile.ifPresent(path)?.bytes(atMost: TrainerState.byteLimit) else { return [] }
    do {
      return try JSONValue(parsing: bytes)["log_history"]?.arrayValue?.compactMap { LogEntry($0) } ?? []
    } catch {
      throw FileError(path, "\(error)")
    }
  }
}

extension LogEntry {
  /// An entry of `log_history`; nil without a step.
  private init?(_ json: JSONValue) {
    guard let object = json.objectValue, let step = object["step"]?.intValue else { return nil }
    self.step = step
    metrics = object.compactMap { key, value in
      guard key != "step", key != "epoch", let number = value.doubleValue else { return nil }
      return (key, number)
    }
  }
}
