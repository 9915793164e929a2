public import BERT
import Foundation
public import JSON
import Reviews
import SentimentAnalysis

/// Figures of one step of a training, by the names of transformers' `log_history`: `loss`, `eval_loss`, `eval_accuracy` ….
public struct LogEntry: Sendable {
  /// Updates made.
  public var step: Int
  /// Each by its name.
  public var figures: [(name: String, value: Double)]

  /// Figures of one step.
  public init(step: Int, _ figures: [(name: String, value: Double)]) {
    self.step = step
    self.figures = figures
  }

  /// An entry of `log_history`; nil where it names no step.
  public init?(_ json: JSONValue) {
    guard let object = json.objectValue, let step = object["step"]?.intValue else { return nil }
    self.init(
      step: step,
      object.compactMap { key, value in
        guard key != "step", key != "epoch", let number = value.doubleValue else { return nil }
        return (key, number)
      })
  }

  /// The log of the training that made a model, in `trainer_state.json` as transformers writes it; empty without one.
  ///
  /// - Throws: `CheckpointError` where the file cannot be read as JSON.
  public static func history(ofFolder folder: String) throws(CheckpointError) -> [LogEntry] {
    let path = folder + "/trainer_state.json"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    do {
      let state = try JSONValue(parsing: readFile(path: path, atMost: TrainerState.largest))
      return state["log_history"]?.arrayValue?.compactMap { LogEntry($0) } ?? []
    } catch let error as JSONError {
      throw CheckpointError("\(path): \(error)")
    } catch {
      throw CheckpointError("\(error)")
    }
  }
}
