import BERT
import Files
public import SentimentAnalysis
import Tensors

extension FineTuning {
  /// Chooses on the validation texts how the finished model's explanations follow its pass, and keeps that in its folder.
  ///
  /// - Returns: nil where there are too few texts to tell; the folder is then left as it is.
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
    let path = FilePath(fromCommandLine: output).string
    return try SentimentModel(named: path, threads: context.threads, kernels: context.kernels)
  }

  /// Writes `report.html` into the output folder: how the finished model there does on the test texts, or without any on the
  /// validation texts, and its training's curves; without either the curves alone.
  ///
  /// The answers are those of the end of the training. Only the explanations are made anew, of at most 2,000 texts and the
  /// worst mistakes: the words that decide are plain by then, and of a large test more would take as long as the training.
  ///
  /// - Parameters:
  ///   - step: the updates that the model has had.
  ///   - validation: what was measured at the end, as `Outcome` has it.
  ///   - test: the same of the test texts.
  /// - Returns: what the page is about, to be told.
  public func writeReport(
    step: Int, validation: Evaluation?, test: Evaluation?,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws -> String {
    let steps = try TrainerState(folder: output).globalStep
    var facts = [("Model", output), ("Base", card.base)]
    facts += card.data.map { ("Trained on", "\($0.texts) texts of \($0.file)") }
    facts.append(("Trained for", "\(steps) steps\(step == steps ? "" : "; the model is that of step \(step)")"))
    var examination = Examination(Evaluation(model.configuration.problem, labels: labels))
    var subject = "the training's curves; there were no texts to measure the model on"
    if let evaluation = test ?? validation {
      let finished = try finishedModel()
      let kind = test == nil ? "validation texts (\(validationName))" : "test texts (\(testName))"
      subject = "the \(evaluation.count) \(kind)"
      let remark = test == nil ? "which also chose the model: new texts may do a little worse" : "once, at the end"
      facts.append(("Measured on", "the \(kind), \(remark)"))
      examination = Examination(
        evaluation.calibrated(by: finished.calibration), of: finished, on: test == nil ? data.validation : data.test,
        explaining: 2000, progress: progress)
    }
    try Report(title: folderName(output), facts: facts, examination, log: LogEntry.history(ofFolder: output))
      .write(toFolder: output, overwrites: options.overwrites)
    return subject
  }
}
