import BERT
import Foundation
import JSON
import SentimentAnalysis

extension FineTuning {
  /// Trains, and writes the output folder at the end; checkpoints go into it on the way.
  ///
  /// - Parameters:
  ///   - isStopped: asked after every update; true ends the training with a checkpoint.
  ///   - report: called about every second, and whenever something happened.
  /// - Throws: `CheckpointError` or `TrainingError`; the checkpoints written before stay.
  @discardableResult
  public func run(isStopped: () -> Bool = { false }, _ report: (Event) -> Void) throws -> Outcome {
    try makeFolder(output)
    var run = TrainingRun(self)
    if let resume = options.resume { try run.resume(resume, report) } else { CheckpointFolder.removeAll(in: output) }
    CheckpointFolder.removeUnfinished(in: output)
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

/// A training under way: the trainer, what is due after its updates, and the records.
private struct TrainingRun {
  let task: FineTuning
  var trainer: Trainer
  var state = TrainerState()
  /// That of the model as it is, if it was measured.
  var evaluation: Evaluation?
  var clock: ProgressClock
  var writer: TensorBoardWriter?
  /// The loss of who knows only how frequent each label is.
  let guessing: Double?

  init(_ task: FineTuning) {
    self.task = task
    trainer = Trainer(task.model, examples: task.examples, options: task.trainerOptions)
    state.maxSteps = trainer.totalSteps
    state.numTrainEpochs = (trainer.totalSteps + trainer.plan.stepsPerEpoch - 1) / trainer.plan.stepsPerEpoch
    state.trainBatchSize = task.trainerOptions.batchSize
    state.callbacks.earlyStopping = task.options.earlyStoppingPatience.map {
      .init(args: .init(patience: $0, threshold: task.options.earlyStoppingThreshold))
    }
    state.callbacks.ours.settings = Dictionary(task.fingerprint.map { ($0.name, $0.value) }) { $1 }
    clock = ProgressClock()
    guessing = task.guessingLoss
  }

  /// After the last update, or when evaluations no longer get better.
  var isDone: Bool { state.globalStep >= state.maxSteps || state.callbacks.earlyStopping?.stops == true }

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
    try found.check(task.fingerprint, folder: folder)
    let patience = state.callbacks.earlyStopping
    state = found
    // How long to wait may be decided anew; how long has been waited is not forgotten.
    state.callbacks.earlyStopping = patience.map { patience in
      .init(args: patience.args, attributes: found.callbacks.earlyStopping?.attributes ?? .init())
    }
    let model = try SequenceClassifier(folder: folder, labels: task.model.configuration.labels)
    var restored = task.model
    (restored.embeddings, restored.layers, restored.head) = (model.embeddings, model.layers, model.head)
    try trainer.restore(restored, optimizer: folder + "/optimizer.safetensors", step: state.globalStep)
    report(.resumed(folder: folder, step: state.globalStep))
  }

  /// Makes one update and whatever is due after it.
  mutating func advance(_ report: (FineTuning.Event) -> Void) throws {
    let (options, plan) = (task.options, trainer.plan)
    let start = ContinuousClock.now
    let update = try trainer.update()
    state.globalStep = trainer.step
    state.epoch = Double(trainer.step) / Double(plan.stepsPerEpoch)
    state.callbacks.ours.sinceLog.add(update)
    state.callbacks.ours.sinceEvaluation.add(update)
    state.callbacks.ours.sinceStart.add(update)
    evaluation = nil
    if let progress = clock.progress(after: update, state) { report(.progress(progress)) }
    if options.logging.isDue(plan, step: state.globalStep) { try logLoss(update, report) }
    var isBest = false
    if options.evaluation.isDue(plan, step: state.globalStep) {
      if !task.validation.isEmpty { isBest = try evaluate(report) }
      if !task.probe.isEmpty { try probe(report) }
    }
    state.callbacks.ours.seconds += (ContinuousClock.now - start) / .seconds(1)
    if options.saving.isDue(plan, step: state.globalStep)
      || isBest && (options.loadsBestModel || options.saving == .best)
    {
      try save(report)
    }
  }

  private mutating func logLoss(_ update: Trainer.Update, _ report: (FineTuning.Event) -> Void) throws {
    let sums = state.callbacks.ours.sinceLog
    try record(
      [("loss", sums.meanLoss), ("grad_norm", update.gradientNorm), ("learning_rate", update.learningRate)], report)
    if let guessing {
      let warmup = task.trainerOptions.warmup.steps(of: state.maxSteps)
      raise(
        Alarm.lossNotFalling(sums, step: state.globalStep, warmupSteps: warmup, guessing: guessing).map { [$0] } ?? [],
        report)
    }
    state.callbacks.ours.sinceLog = .init()
  }

  /// Measures the validation texts; true if the model is the best so far.
  private mutating func evaluate(_ report: (FineTuning.Event) -> Void) throws -> Bool {
    let start = ContinuousClock.now
    let evaluation = Evaluation(of: trainer.model, on: task.validation)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    self.evaluation = evaluation
    let name = task.options.metricForBestModel
    let isHigher = task.options.greaterIsBetter ?? !Evaluation.isBetterLow(name)
    func isBetter(_ value: Double, by threshold: Double = 0) -> Bool {
      guard let best = state.bestMetric else { return true }
      return isHigher ? value > best + threshold : value < best - threshold
    }
    let value = evaluation.figure(name) ?? evaluation.loss
    // Before the best is replaced: an early stop compares with the best of the evaluations before.
    if state.callbacks.earlyStopping != nil {
      let counts = isBetter(value, by: task.options.earlyStoppingThreshold)
      let counter = state.callbacks.earlyStopping?.attributes.counter ?? 0
      state.callbacks.earlyStopping?.attributes.counter = counts ? 0 : counter + 1
    }
    let isBest = isBetter(value)
    let bestLoss = state.logHistory.compactMap { $0["eval_loss"]?.doubleValue }.min()
    if isBest {
      (state.bestMetric, state.bestGlobalStep) = (value, state.globalStep)
      state.bestModelCheckpoint = CheckpointFolder(output: task.output, step: state.globalStep).path
    }
    try record(
      task.named("eval_", evaluation) + [
        ("eval_runtime", seconds), ("eval_samples_per_second", Double(evaluation.count) / max(seconds, 1e-9)),
      ], report)
    report(.evaluated(step: state.globalStep, epoch: state.epoch, evaluation, isBest: isBest))
    let training = state.callbacks.ours.sinceEvaluation
    raise(
      Alarm.raised(
        by: evaluation, labels: task.model.configuration.labels, training: training, bestLoss: bestLoss), report)
    state.callbacks.ours.sinceEvaluation = .init()
    if let stopping = state.callbacks.earlyStopping, stopping.stops, let best = state.bestGlobalStep {
      report(.stoppedEarly(evaluations: stopping.attributes.counter, bestStep: best))
    }
    clock.restart()
    return isBest
  }

  /// Measures the user's own texts, which decide nothing.
  private mutating func probe(_ report: (FineTuning.Event) -> Void) throws {
    let evaluation = Evaluation(of: trainer.model, on: task.probe)
    try record(task.named("probe_", evaluation), report)
    report(.probed(step: state.globalStep, evaluation))
    let seen = self.evaluation.map { ($0.accuracy, "\($0.count) validation texts") }
    let (accuracy, others) = seen ?? (state.callbacks.ours.sinceStart.accuracy, "texts trained on")
    let alarm = Alarm.probeFails(evaluation, labels: evaluation.labels, accuracy: accuracy, on: others)
    raise(alarm.map { [$0] } ?? [], report)
    clock.restart()
  }

  /// Everything that is recorded goes through here.
  private mutating func record(
    _ figures: [(name: String, value: Double)], _ report: (FineTuning.Event) -> Void
  ) throws {
    var entry = JSONObject()
    for (name, value) in figures { entry[name] = .double(value) }
    entry["epoch"] = .double(state.epoch)
    entry["step"] = .integer(Int64(state.globalStep))
    state.logHistory.append(.object(entry))
    try writer?.write(step: state.globalStep, figures.map { (grouped($0.name), $0.value) })
    report(.logged(step: state.globalStep, figures))
  }

  /// As TensorBoard groups figures: `train/loss`, `eval/loss`.
  private func grouped(_ name: String) -> String {
    for group in ["eval", "probe"] where name.hasPrefix(group + "_") {
      return "\(group)/\(name.dropFirst(group.count + 1))"
    }
    return "train/\(name)"
  }

  /// Every kind of alarm once.
  private mutating func raise(_ alarms: [Alarm], _ report: (FineTuning.Event) -> Void) {
    for alarm in alarms where !state.callbacks.ours.alarms.contains(alarm.kind.rawValue) {
      state.callbacks.ours.alarms.append(alarm.kind.rawValue)
      report(.alarm(alarm))
    }
  }

  /// Writes a checkpoint that the training can go on from.
  @discardableResult
  mutating func save(_ report: (FineTuning.Event) -> Void) throws -> String {
    let folder = CheckpointFolder(output: task.output, step: state.globalStep)
    try folder.write { path in
      try copyTokenizer(from: task.base, to: path)
      try trainer.model.save(folder: path)
      try trainer.saveOptimizer(path: path + "/optimizer.safetensors")
      try state.save(folder: path)
    }
    if let limit = task.options.saveTotalLimit {
      let best = task.options.loadsBestModel ? state.bestGlobalStep : nil
      CheckpointFolder.rotate(in: task.output, limit: limit, best: best)
    }
    report(.saved(folder.path))
    clock.restart()
    return folder.path
  }

  /// Writes the best model, or the last, with its card and all records.
  func finish(_ report: (FineTuning.Event) -> Void) throws -> FineTuning.Outcome {
    let output = task.output
    var (model, evaluation, step) = (trainer.model, evaluation, state.globalStep)
    if task.options.loadsBestModel, let best = state.bestGlobalStep, let path = state.bestModelCheckpoint, best != step
    {
      (model, evaluation, step) = (try SequenceClassifier(folder: path), nil, best)
    }
    if evaluation == nil, !task.validation.isEmpty { evaluation = Evaluation(of: model, on: task.validation) }
    let calibration =
      evaluation.flatMap { $0.count >= Calibration.fewestTexts ? Calibration(fittedTo: $0) : nil } ?? .none
    if let evaluation, calibration != .none {
      calibration.store(in: &model.configuration)
      report(.calibrated(before: evaluation, after: evaluation.calibrated(by: calibration)))
    }
    let test = task.test.isEmpty ? nil : Evaluation(of: model, on: task.test).calibrated(by: calibration)
    var card = task.card
    if let evaluation { card.result = (task.validationName, evaluation) }
    if let test { card.testResult = (task.testName, test) }
    try copyTokenizer(from: task.base, to: output)
    try model.save(folder: output)
    try writeWhole(Array(card.markdown.utf8), path: output + "/README.md")
    try state.save(folder: output)
    let sums = state.callbacks.ours.sinceStart
    let seconds = max(state.callbacks.ours.seconds, 1e-9)
    var results: JSONObject = ["epoch": .double(state.epoch)]
    if let evaluation {
      for (name, value) in task.named("eval_", evaluation) { results[name] = .double(value) }
    }
    if let test {
      for (name, value) in task.named("test_", test) { results[name] = .double(value) }
    }
    results["train_loss"] = .double(sums.meanLoss)
    results["train_runtime"] = .double(seconds)
    results["train_samples"] = .integer(Int64(task.examples.count))
    results["train_samples_per_second"] = .double(Double(sums.texts) / seconds)
    results["train_steps_per_second"] = .double(Double(sums.steps) / seconds)
    try writeWhole(
      Array((JSONValue.object(results).serialized(pretty: true) + "\n").utf8), path: output + "/all_results.json")
    return .finished(step: step, evaluation, test: test)
  }
}

extension FineTuning {
  /// An evaluation's figures, `eval_loss` always among them.
  fileprivate func named(_ prefix: String, _ evaluation: Evaluation) -> [(name: String, value: Double)] {
    let figures = evaluation.figures.filter { $0.name != "loss" }
    return ([("loss", evaluation.loss)] + figures).map { (prefix + $0.name, $0.value) }
  }

  /// −Σ p · log p over the shares of the labels in the training texts; nil where the loss is another.
  fileprivate var guessingLoss: Double? {
    guard model.configuration.problem == .singleLabel, trainerOptions.classWeights == .equal,
      trainerOptions.labelSmoothing == 0
    else { return nil }
    let counts = examples.reduce(into: [Target: Double]()) { $0[$1.target, default: 0] += 1 }
    return counts.values.reduce(0) { sum, count in
      sum - count / Double(examples.count) * log(count / Double(examples.count))
    }
  }
}

/// Says about once a second how far a training is.
private struct ProgressClock {
  private var last = ContinuousClock.now
  private var sums = TrainerState.Sums()
  /// Since this process began: what came before a resume says nothing of the pace.
  private var all = (steps: 0, seconds: 0.0)

  /// Leaves out of the pace what was no update.
  mutating func restart() { last = .now }

  mutating func progress(after update: Trainer.Update, _ state: TrainerState) -> FineTuning.Progress? {
    sums.add(update)
    let seconds = (ContinuousClock.now - last) / .seconds(1)
    guard seconds >= 1 || state.globalStep == state.maxSteps else { return nil }
    all = (all.steps + sums.steps, all.seconds + seconds)
    defer { (last, sums) = (.now, .init()) }
    return FineTuning.Progress(
      step: state.globalStep, totalSteps: state.maxSteps, epoch: state.epoch, loss: sums.meanLoss,
      learningRate: update.learningRate, tokensPerSecond: Double(sums.tokens) / max(seconds, 1e-9),
      secondsLeft: all.seconds / Double(all.steps) * Double(state.maxSteps - state.globalStep))
  }
}
