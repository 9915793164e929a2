import BERT
import Files
import JSON
import SentimentAnalysis
import Tensors

extension TrainingRun {
  /// Writes the best model, or the last, with its card and logs.
  mutating func finish(_ report: (FineTuning.Event) -> Void) throws -> FineTuning.Outcome {
    var (model, evaluation, step) = (trainer.model, evaluation, state.globalStep)
    if task.options.loadsBestModel, let best = state.bestGlobalStep, best != step {
      // If the output folder was moved, the recorded path is outdated.
      let here = CheckpointFolder(output: task.output, step: best).path
      let path = FileStatus(FilePath(text: here)) != nil ? here : state.bestModelCheckpoint ?? here
      (model, evaluation, step) = (try SequenceClassifier(folder: path, in: task.context), nil, best)
      model.taskHeads = try model.taskHeads(like: task.model, folder: path)
    }
    if step != state.globalStep || taskEvaluations.isEmpty { taskEvaluations = try task.evaluations(of: model) }
    for (_, head) in taskEvaluations {
      guard let index = model.taskHeads.firstIndex(where: { $0.name == head.name }) else { continue }
      // The weights stay: those of the fitted head may be packed.
      (model.taskHeads[index].temperature, model.taskHeads[index].thresholds) = (head.temperature, head.thresholds)
      (model.taskHeads[index].mixedAbove, model.taskHeads[index].classifier.bias) = (
        head.mixedAbove, head.classifier.bias
      )
    }
    if evaluation == nil, !task.validation.isEmpty {
      evaluation = try Evaluation(of: model, on: task.validation, targets: task.targets, in: task.context)
    }
    var settings = try ModelSettings(model.configuration, folder: task.output)
    let fitted = evaluation.flatMap { $0.count >= Calibration.minimumTexts ? Calibration(fittedTo: $0) : nil }
    if let evaluation, let fitted, fitted != .none {
      settings.calibration.temperature = fitted.temperature
      try settings.store(in: &model.configuration)
      report(.calibrated(before: evaluation, after: evaluation.calibrated(by: settings.calibration)))
    }
    evaluation = evaluation?.calibrated(by: settings.calibration)
    let test =
      task.test.isEmpty
      ? nil
      : try Evaluation(of: model, on: task.test, targets: task.targets, in: task.context).calibrated(
        by: settings.calibration)
    do {
      try write(model, evaluation, test: test)
    } catch let error where !CheckpointFolder.all(in: task.output).isEmpty {
      throw TrainingError(
        "\(error). The checkpoints are complete: free some space and finish the training with --resume")
    }
    return .finished(step: step, evaluation, test: test, tasks: taskEvaluations.map(\.evaluation))
  }

  /// Writes the finished model into a temporary folder, then moves its files to the output folder.
  private func write(_ model: SequenceClassifier, _ evaluation: Evaluation?, test: Evaluation?) throws {
    let unfinished = try UnfinishedFolder(inTraining: FilePath(text: task.output), name: "model")
    try unfinished.fill {
      try write(model, evaluation, test: test, to: unfinished.path.text)
      let files = try Folder.names(in: unfinished.path).filter { $0 != OutputMarker.fileName }
      try ModelFiles.move(files.map(\.string), from: unfinished.path, to: FilePath(text: task.output))
    }
    try unfinished.remove()
  }

  private func write(
    _ model: SequenceClassifier, _ evaluation: Evaluation?, test: Evaluation?, to output: String
  ) throws {
    var card = task.card
    card.tasks = taskEvaluations.map(\.evaluation)
    card.heads = model.taskHeads
    if let evaluation { card.result = (task.validationName, evaluation) }
    if let test { card.testResult = (task.testName, test) }
    if task.keepsBase {
      try ModelFiles.copy(from: task.base, to: output)
      try model.saveTaskHeads(Set(task.tasks.map(\.head)), folder: output)
    } else {
      try ModelFiles.copyTokenizer(from: task.base, to: output)
      try model.save(folder: output)
    }
    try state.save(folder: output)
    let output = FilePath(text: output)
    if task.keepsBase, FileStatus(FilePath(text: task.base).appending("README.md")) != nil {
      // The card of the base lists its languages, on which labels depend.
      try ModelCard.copy(
        from: task.location, to: output.text, named: folderName(task.output), model.configuration,
        history: card.furtherHeads ?? "")
    } else {
      try OutputFile.write(Array(card.markdown.utf8), to: output.appending("README.md"))
    }
    try OutputFile.write(task.audit.json.fileBytes, to: output.appending("audit.json"))
    let sums = state.callbacks.training.sinceStart
    let seconds = max(state.callbacks.training.seconds, 1e-9)
    var results: JSONObject = ["epoch": .double(state.epoch)]
    for case (let prefix, let evaluation?) in [("eval_", evaluation), ("test_", test)] {
      for (name, value) in task.named(prefix, evaluation) { results[name] = .double(value) }
    }
    for (evaluation, _) in taskEvaluations {
      for (name, value) in evaluation.metrics { results["eval_\(evaluation.name)_\(name)"] = .double(value) }
    }
    results["train_loss"] = .double(sums.meanLoss)
    results["train_runtime"] = .double(seconds)
    results["train_samples"] = .integer(Int64(task.trainerTasks.reduce(0) { $0 + $1.examples.count }))
    results["train_samples_per_second"] = .double(Double(sums.texts) / seconds)
    results["train_steps_per_second"] = .double(Double(sums.steps) / seconds)
    try OutputFile.write(JSONValue.object(results).fileBytes, to: output.appending("all_results.json"))
  }
}
