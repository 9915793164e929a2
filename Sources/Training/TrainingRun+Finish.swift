import BERT
import JSON
import SentimentAnalysis

extension TrainingRun {
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
