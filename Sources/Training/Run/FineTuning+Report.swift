import BERT
import Files
public import SentimentAnalysis
import Tensors

extension FineTuning {
  /// Chooses the form of the finished model's explanations on the validation texts, and stores it in the folder.
  ///
  /// - Returns: nil if there are too few texts; the folder is then unchanged.
  public func chooseExplanationForm(progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }) throws
    -> ExplanationForm?
  {
    let finished = try finishedModel()
    guard let form = try ExplanationForm.fitted(to: finished, on: data.validation.map(\.text), progress: progress)?.form
    else { return nil }
    try ModelSettings.update(inFolder: output) { $0.explanation = form }
    return form
  }

  private func finishedModel() throws -> SentimentModel {
    let path = FilePath(fromCommandLine: output).text
    return try SentimentModel(named: path, threads: context.threads, kernels: context.kernels)
  }

  /// Writes `report.html` into the output folder: the quality of the finished model on the test texts, or on the
  /// validation texts if there are none, and the curves of the training.
  ///
  /// The predictions are those of the end of the training. Only the worst mistakes and at most 2,000 texts are
  /// explained, which determines the important words; explaining a large test set would take as long as the training.
  ///
  /// - Parameters:
  ///   - step: the number of updates of the model.
  ///   - validation: the evaluation in `Outcome`.
  ///   - test: the evaluation in `Outcome`.
  /// - Returns: the subject of the page, for a message.
  public func writeReport(
    step: Int, validation: Evaluation?, test: Evaluation?, tasks: [TaskEvaluation] = [],
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> String {
    let steps = try TrainerState(folder: output).globalStep
    var facts = [("Model", output), ("Base", card.base)]
    facts += card.data.map { ("Trained on", "\($0.texts) texts of \($0.file)") }
    if !distillation.teachers.isEmpty {
      let (names, share) = (distillation.teachers.joined(separator: ", "), distillation.share)
      facts.append(("Teachers", "\(names); temperature \(distillation.temperature), share \(share) of the loss"))
    }
    facts.append(("Trained for", "\(steps) steps\(step == steps ? "" : "; the model is that of step \(step)")"))
    var analysis = ErrorAnalysis(Evaluation(model.configuration.problem, labels: labels))
    var subject =
      tasks.isEmpty
      ? "the curves of the training; there were no texts to measure the model on"
      : "the validation texts of \(tasks.map(\.name).joined(separator: ", "))"
    if let evaluation = test ?? validation {
      let finished = try finishedModel()
      let kind = test == nil ? "validation texts (\(validationName))" : "test texts (\(testName))"
      subject = "the \(evaluation.count) \(kind)"
      let note =
        test == nil ? "which also chose the model, so results on new texts may be slightly worse" : "once, at the end"
      facts.append(("Measured on", "the \(kind), \(note)"))
      analysis = ErrorAnalysis(
        evaluation.calibrated(by: finished.calibration), of: finished, on: test == nil ? data.validation : data.test,
        explaining: 2000, progress: progress)
    }
    try Report(
      title: folderName(output), facts: facts, analysis, tasks: tasks, log: LogEntry.history(ofFolder: output)
    ).write(toFolder: output, overwrites: options.overwrites)
    return subject
  }
}
