import BERT
import SentimentAnalysis

extension TrainingRun {
  /// Restores the state of a checkpoint.
  mutating func resume(_ resume: FineTuning.Resume, _ report: (FineTuning.Event) -> Void) throws {
    let folder: String
    switch resume {
    case .folder(let path): folder = path
    case .latest:
      guard let latest = CheckpointFolder.all(in: task.output).last else {
        throw TrainingError("\(task.output): contains no checkpoint; start without --resume")
      }
      folder = latest.path
    }
    let found = try TrainerState(folder: folder)
    try found.check(task.fingerprint, totalSteps: state.maxSteps, folder: folder)
    let patience = state.callbacks.earlyStopping
    state = found
    // The patience may change; the count of evaluations without improvement stays.
    state.callbacks.earlyStopping = patience.map { patience in
      .init(args: patience.args, attributes: found.callbacks.earlyStopping?.attributes ?? .init())
    }
    let model = try SequenceClassifier(
      folder: folder, labels: task.model.configuration.labels, in: task.context)
    var restored = task.model
    (restored.embeddings, restored.layers, restored.head) = (model.embeddings, model.layers, model.head)
    try trainer.restore(restored, optimizer: folder + "/optimizer.safetensors", step: state.globalStep)
    report(.resumed(folder: folder, step: state.globalStep))
  }

  /// Writes a checkpoint.
  @discardableResult
  mutating func save(_ report: (FineTuning.Event) -> Void) throws -> String {
    let folder = CheckpointFolder(output: task.output, step: state.globalStep)
    try folder.write { path in
      try ModelFiles.copyTokenizer(from: task.base, to: path)
      try trainer.model.save(folder: path)
      try trainer.saveOptimizer(path: path + "/optimizer.safetensors")
      try state.save(folder: path)
    }
    if let limit = task.options.saveTotalLimit {
      let best = task.options.loadsBestModel ? state.bestGlobalStep : nil
      folder.rotate(limit: limit, best: best)
    }
    report(.saved(folder.path))
    return folder.path
  }
}

extension FineTuning {
  /// The values that a resumed training must share with the original.
  var fingerprint: [(name: String, value: String)] {
    let (configuration, options) = (model.configuration, self.options)
    let updates = TrainingPlan(lengths: examples.map(\.ids.count), trainerOptions).totalSteps
    // These may be given differently, in steps or shares.
    let replaced: Set = ["max-steps", "num-train-epochs", "warmup-steps", "warmup-ratio"]
    let best = options.greaterIsBetter.map { $0 ? ", higher" : ", lower" } ?? ""
    return trainerOptions.facts(width: configuration.hiddenSize).filter { !replaced.contains($0.name) } + [
      ("the number of updates", "\(updates)"), ("warmup-steps", "\(trainerOptions.warmup.steps(of: updates))"),
      ("labels", configuration.labels.joined(separator: ", ")), ("problem-type", configuration.problem.rawValue),
      ("hidden-dropout", "\(configuration.hiddenDropout)"), ("attention-dropout", "\(configuration.attentionDropout)"),
      ("classifier-dropout", "\(configuration.classifierDropout)"), ("the training data", summary(of: examples)),
      // The best model so far was chosen by these.
      ("the validation data", summary(of: validation)),
      ("metric-for-best-model", options.metricForBestModel + best),
    ]
  }

  /// The number of examples, and FNV-1a over their ids and targets.
  private func summary(of examples: [Trainer.Example]) -> String {
    let numbers = examples.lazy.flatMap { example in
      example.ids + example.target.outputs(count: labels.count).map { Int($0.bitPattern) }
    }
    return "\(examples.count) texts (\(String(numbers.fnv1a, radix: 16)))"
  }
}
