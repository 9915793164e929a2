import BERT

/// How a training imitates larger models, its teachers, besides the labels of its texts.
public struct DistillationSettings: Sendable, Hashable {
  /// The teachers: model folders, or names in the Hugging Face cache; none trains on labels alone.
  public var teachers: [String] = []
  /// The divisor of the logits of teachers and student; above 1, it shows how the teachers rank the labels that they consider
  /// wrong.
  public var temperature = 2.0
  /// The share of the loss that compares with the teachers, from 0 to 1; the rest compares with the labels.
  public var share = 0.5
  /// The folder that keeps what the teachers say; nil means `$XDG_CACHE_HOME/sentiment-lsp/teachers`.
  public var cacheFolder: String?

  /// No teachers.
  public init() {}
}

extension DistillationSettings {
  /// - Throws: `TrainingError` if a value is out of range, or teachers are missing or not supported for the problem.
  func check(_ problem: Problem, _ data: TrainingData.Settings) throws(TrainingError) {
    guard !teachers.isEmpty else {
      guard data.unlabelled.isEmpty else {
        throw TrainingError("--unlabelled: texts without labels need a teacher; name a model with --teacher")
      }
      return
    }
    guard !data.train.isEmpty else {
      throw TrainingError("--teacher: the training needs texts with labels; name a file with --train")
    }
    guard problem == .singleLabel else {
      throw TrainingError("--teacher is supported for exclusive labels, not for \(problem.rawValue)")
    }
    guard temperature > 0, temperature <= 1000 else {
      throw TrainingError("--distillation-temperature takes a number above 0, at most 1000, got \(temperature)")
    }
    guard (0...1).contains(share) else {
      throw TrainingError("--distillation-share takes a number from 0 to 1, got \(share)")
    }
  }
}
