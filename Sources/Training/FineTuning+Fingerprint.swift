import BERT
import SentimentAnalysis

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
