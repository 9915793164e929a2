import BERT
import Files
import Reviews
import SentimentAnalysis
import Tensors

// N texts · L labels

/// A model whose answers a training imitates. Family and tokenizer may differ from the student's: they share the texts.
struct Teacher: Sendable {
  /// The model as the user named it.
  let name: String
  /// For each label of the student the index of the teacher's label.
  let indices: [Int]
  /// Identifies the files that its answers depend on.
  let digest: String

  /// Finds a model and matches its labels, without loading its weights.
  ///
  /// - Parameters:
  ///   - labels: those of the student.
  ///   - settings: those of the student, which may set polarities.
  /// - Throws: `TrainingError` if its labels do not match; `ModelError`, `CheckpointError`, `FileError` or the tokenizer's error.
  init(named name: String, labels: [String], _ settings: ModelSettings, in context: PassContext) throws {
    self.name = name
    let folder = try ModelLocation(of: name).folder
    let configuration = try Configuration(folder: folder)
    guard configuration.problem == .singleLabel, !configuration.labels.isEmpty else {
      throw TrainingError(
        "--teacher \(name): does not give a text one of several labels; name a model that does")
    }
    let own = try ModelSettings(configuration, folder: folder)
    guard
      let indices = LabelMatching.indices(
        of: labels, Self.polarities(of: labels, settings), in: configuration.labels,
        Self.polarities(of: configuration.labels, own))
    else {
      throw TrainingError(
        "--teacher \(name): its labels (\(list(configuration.labels, limit: 20))) do not match those of the training "
          + "(\(list(labels, limit: 20))) one to one, by name or by polarity; name another teacher, or give the labels "
          + "the same names")
    }
    self.indices = indices
    let encoder = try TextEncoder(folder: folder, configuration, own)
    digest = try Self.digest(ofModel: FilePath(text: folder), tokens: encoder.maximumLength, in: context)
  }

  /// The polarity of each label, by the settings of its model or by its wording.
  static func polarities(of labels: [String], _ settings: ModelSettings) -> [Polarity] {
    TargetReader.polarities(of: labels.map { settings.polarity?[$0]?.rawValue ?? $0 })
  }

  /// The logits [N, L] of texts, by the teacher's labels, with its own tokenizer, arithmetic and windows.
  ///
  /// - Parameters:
  ///   - isStopped: called every few seconds; true ends the work.
  ///   - progress: called every few seconds.
  /// - Returns: nil if the work was stopped.
  func logits(
    of texts: [String], in context: PassContext, isStopped: () -> Bool, progress: (_ done: Int) -> Void
  ) throws -> Matrix? {
    let model = try SentimentModel(named: name, threads: context.threads, kernels: context.kernels)
    var logits: [Float] = []
    logits.reserveCapacity(texts.count * model.labels.count)
    // Enough texts for batches of similar length on every thread, and few enough to stop soon.
    let size = 64 * context.threads
    for start in stride(from: 0, to: texts.count, by: size) {
      if isStopped() { return nil }
      let end = min(start + size, texts.count)
      logits += model.classify(Array(texts[start..<end])).flatMap(\.logits)
      progress(end)
    }
    guard logits.allSatisfy(\.isFinite) else {
      throw TrainingError("--teacher \(name): its logits for some texts are not finite numbers; name another teacher")
    }
    return Matrix(rows: texts.count, columns: model.labels.count, logits)
  }
}

extension Matrix {
  /// The columns with these indices, in their order.
  func gatheringColumns(_ indices: [Int]) -> Matrix { transposed().gatheringRows(indices).transposed() }
}
