public import Files
import JSON

/// Figures of one step of a training, by the names of transformers' `log_history`: `loss`, `eval_loss`, `eval_accuracy` ….
public struct LogEntry: Sendable {
  /// Updates made.
  public var step: Int
  /// Each by its name.
  public var figures: [(name: String, value: Double)]

  /// The log of the training that made a model, in `trainer_state.json` as transformers writes it; empty without one.
  public static func history(ofFolder folder: String) throws(FileError) -> [LogEntry] {
    let path = FilePath("\(folder)/\(TrainerState.fileName)")
    guard let bytes = try InputFile.ifPresent(path)?.bytes(atMost: TrainerState.largest) else { return [] }
    do {
      return try JSONValue(parsing: bytes)["log_history"]?.arrayValue?.compactMap { LogEntry($0) } ?? []
    } catch {
      throw FileError(path, "\(error)")
    }
  }
}

extension LogEntry {
  /// An entry of `log_history`; nil where it names no step.
  private init?(_ json: JSONValue) {
    guard let object = json.objectValue, let step = object["step"]?.intValue else { return nil }
    self.step = step
    figures = object.compactMap { key, value in
      guard key != "step", key != "epoch", let number = value.doubleValue else { return nil }
      return (key, number)
    }
  }
}
