import BERT
import Files
public import SentimentAnalysis

extension FineTuning {
  /// Chooses on the validation texts how the finished model's explanations follow its pass, and keeps that in its folder.
  ///
  /// - Parameter progress: called with the numbers of forms measured and to measure.
  /// - Returns: nil where there are too few texts to tell; the folder is then left as it is.
  /// - Throws: `FileError` or `ModelError` with the file.
  public func chooseExplanationForm(progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }) throws
    -> ExplanationForm?
  {
    let finished = try SentimentModel(named: FilePath(fromCommandLine: output).string)
    guard let form = ExplanationForm.fitted(to: finished, on: data.validation.map(\.text), progress: progress)?.form
    else { return nil }
    try ModelSettings.update(inFolder: output) { $0.explanation = form }
    return form
  }
}
