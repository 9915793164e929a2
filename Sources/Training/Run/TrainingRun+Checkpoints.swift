import BERT
import SentimentAnalysis

extension TrainingRun {
  /// Restores the state of a checkpoint.
  mutating func resume(_ resume: FineTuning.Resume, _ report: (FineTuning.Event) -> Void) throws {
    let (folder, found) = try task.checkedState(of: resume)
    let patience = state.callbacks.earlyStopping
    state = found
    // The patience may change; the count of evaluations without improvement stays.
    state.callbacks.earlyStopping = patience.map { patience in
      .init(args: patience.args, attributes: found.callbacks.earlyStopping?.attributes ?? .init())
    }
    let model = try SequenceClassifier(
      folder: folder, labels: task.model.configuration.labels, in: task.context)
    // A frozen encoder may have been stored in another precision.
    var restored = task.trainerOptions.freezesEncoder ? task.model : model
    restored.configuration = task.model.configuration
    (restored.head, restored.taskHeads) = (model.head, try model.taskHeads(like: task.model, folder: folder))
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
  /// The folder of a checkpoint to resume from, and its state.
  ///
  /// - Throws: `FileError` or `TrainingError` if there is none, or if it belongs to another training.
  func checkedState(of resume: Resume) throws -> (folder: String, state: TrainerState) {
    let folder: String
    switch resume {
    case .folder(let path): folder = path
    case .latest:
      guard let latest = CheckpointFolder.all(in: output).last else {
        throw TrainingError("\(output): contains no checkpoint; start without --resume")
      }
      folder = latest.path
    }
    let state = try TrainerState(folder: folder)
    try state.check(fingerprint, totalSteps: totalSteps, folder: folder)
    return (folder, state)
  }

  /// The number of updates.
  private var totalSteps: Int {
    let parts = trainerTasks.map { TrainingPlan.Part(lengths: $0.examples.map(\.ids.count), share: $0.share) }
    return TrainingPlan(parts, trainerOptions).totalSteps
  }

  /// The values that a resumed training must share with the original.
  var fingerprint: [(name: String, value: String)] {
    let (configuration, options) = (model.configuration, self.options)
    let updates = totalSteps
    // These may be given differently, in steps or shares.
    let replaced: Set = ["max-steps", "num-train-epochs", "warmup-steps", "warmup-ratio"]
    let best = options.greaterIsBetter.map { $0 ? ", higher" : ", lower" } ?? ""
    let facts = trainerOptions.facts(width: configuration.hiddenSize).filter { !replaced.contains($0.name) }
    let own: [(name: String, value: String)] = [
      ("the number of updates", "\(updates)"), ("warmup-steps", "\(trainerOptions.warmup.steps(of: updates))"),
      ("labels", configuration.labels.joined(separator: ", ")), ("problem-type", configuration.problem.rawValue),
      ("hidden-dropout", "\(configuration.hiddenDropout)"), ("attention-dropout", "\(configuration.attentionDropout)"),
      ("classifier-dropout", "\(configuration.classifierDropout)"), ("the training data", summary(of: examples)),
      // The best model so far was chosen by these.
      ("the validation data", summary(of: validation)),
      ("metric-for-best-model", options.metricForBestModel + best),
    ]
    let further = teacherFingerprint + Self.layerFacts(layers)
    return facts + own + further + tasks.flatMap { fingerprint(of: $0.data) }
  }

  private func fingerprint(of data: TaskData) -> [(name: String, value: String)] {
    let name = data.settings.name
    return data.settings.facts + [
      ("\(name): labels", data.outputs.joined(separator: ", ")),
      ("\(name): training data", summary(of: data.train.map(\.example), outputs: data.outputs.count)),
      ("\(name): validation data", summary(of: data.validation.map(\.example), outputs: data.outputs.count)),
    ]
  }

  /// What the heads learn: the main one first, if it is trained.
  var trainerTasks: [Trainer.Task] {
    let main = isMainTrained ? [Trainer.Task(head: nil, examples + unlabelled, trainerOptions)] : []
    return main
      + tasks.map { data, head in
        var task = Trainer.Task(head: head, data.train.map(\.example))
        (task.weight, task.share) = (data.settings.weight, data.settings.share)
        (task.labelSmoothing, task.classWeights) = (data.settings.labelSmoothing, data.settings.classWeights)
        return task
      }
  }

  /// The number of examples, and FNV-1a over their ids and targets.
  func summary(of examples: [Trainer.Example], outputs: Int? = nil) -> String {
    let outputs = outputs ?? labels.count
    let numbers = examples.lazy.flatMap { example in
      example.ids + example.words + example.target.outputs(count: outputs).map { Int($0.bitPattern) }
    }
    return "\(examples.count) texts (\(String(numbers.fnv1a, radix: 16)))"
  }
}

extension SequenceClassifier {
  /// The further heads of a checkpoint in the order of another model.
  ///
  /// - Throws: `TrainingError` if they are not the same.
  func taskHeads(like model: SequenceClassifier, folder: String) throws(TrainingError) -> [TaskHead] {
    try model.taskHeads.map { head throws(TrainingError) in
      guard let found = taskHeads.first(where: { $0.name == head.name && $0.labels == head.labels }) else {
        throw TrainingError("\(folder): has no head \(head.name) with the same labels; name another checkpoint")
      }
      return found
    }
  }
}
