import BERT
import SentimentAnalysis
import Tensors

/// The last hidden states of a frozen encoder, which are the same in every pass over the texts.
struct FrozenStates: Sendable {
  private let model: SequenceClassifier
  /// For each task and example the rows [m, C] that heads read; nil if all of them need too much memory.
  private let kept: [[Matrix]]?

  /// The limit of the kept states, in floats: 2 GB.
  private static let floatLimit = 1 << 29

  /// - Parameter model: the model as it will be used: packed, in its precision.
  init(_ model: SequenceClassifier, _ tasks: [Trainer.Task], in context: PassContext) {
    self.model = model
    let rows = tasks.reduce(0) { $0 + $1.examples.reduce(0) { $0 + 1 + $1.words.count } }
    guard rows * model.configuration.hiddenSize <= Self.floatLimit else {
      kept = nil
      return
    }
    kept = tasks.map { task in
      inBatches(ofLengths: task.examples.map(\.ids.count), tokens: 2048, in: context) { indices in
        let batch = Batch(indices.map { task.examples[$0] })
        let states = Self.encode(model, batch, context)
        return (0..<batch.count).map { text in
          states.gatheringRows(Array(batch.readOffsets[text]..<batch.readOffsets[text + 1]))
        }
      }
    }
  }

  /// The states [M, C] of some examples of a task.
  func states(ofTask task: Int, _ indices: [Int], _ batch: Batch, in context: PassContext) -> Matrix {
    guard let kept else { return Self.encode(model, batch, context) }
    var states = Matrix(rows: batch.read.count, columns: model.configuration.hiddenSize)
    for (text, index) in indices.enumerated() {
      states.setRows(kept[task][index], at: Array(batch.readOffsets[text]..<batch.readOffsets[text + 1]))
    }
    return states
  }

  /// A training's passes are never cancelled.
  private static func encode(_ model: SequenceClassifier, _ batch: Batch, _ context: PassContext) -> Matrix {
    do { return try model.encode(batch, in: context) } catch { preconditionFailure("a training's pass was cancelled") }
  }
}
