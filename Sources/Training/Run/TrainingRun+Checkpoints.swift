import BERT
import SentimentAnalysis

extension TrainingRun {
  /// Takes up the state of a checkpoint.
  mutating func resume(_ resume: FineTuning.Resume, _ report: (FineTuning.Event) -> Void) throws {
    let folder: String
    switch resume {
    case .folder(let path): folder = path
    case .latest:
      guard let latest = CheckpointFolder.all(in: task.output).last else {
        throw TrainingError("\(task.output): holds no checkpoint to go on from; begin without --resume")
      }
      folder = latest.path
    }
    let found = try TrainerState(folder: folder)
    try found.check(task.fingerprint, totalSteps: state.maxSteps, folder: folder)
    let patience = state.callbacks.earlyStopping
    state = found
    // How long to wait may be decided anew; how long has been waited is not forgotten.
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

  /// Writes a checkpoint that the training can go on from.
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
  /// What a training that goes on must have in common with the one before.
  var fingerprint: [(name: String, value: String)] {
    let (configuration, options) = (model.configuration, self.options)
    let updates = TrainingPlan(lengths: examples.map(\.ids.count), trainerOptions).totalSteps
    // However they were said, in steps or shares.
    let saidOtherwise: Set = ["max-steps", "num-train-epochs", "warmup-steps", "warmup-ratio"]
    let best = options.greaterIsBetter.map { $0 ? ", higher" : ", lower" } ?? ""
    return trainerOptions.facts(width: configuration.hiddenSize).filter { !saidOtherwise.contains($0.name) } + [
      ("the number of updates", "\(updates)"), ("warmup-steps", "\(trainerOptions.warmup.steps(of: updates))"),
      ("labels", configuration.labels.joined(separator: ", ")), ("problem-type", configuration.problem.rawValue),
      ("hidden-dropout", "\(configuration.hiddenDropout)"), ("attention-dropout", "\(configuration.attentionDropout)"),
      ("classifier-dropout", "\(configuration.classifierDropout)"), ("the training data", summary(of: examples)),
      // By these the best model so far was chosen.
      ("the validation data", summary(of: validation)),
      ("metric-for-best-model", options.metricForBestModel + best),
    ]
  }

  /// Their number, and FNV-1a over all that is read of them.
  private func summary(of examples: [Trainer.Example]) -> String {
    let numbers = examples.lazy.flatMap { example in
      example.ids + example.target.outputs(count: labels.count).map { Int($0.bitPattern) }
    }
    return "\(examples.count) texts (\(String(numbers.fnv1a, radix: 16)))"
  }
}
