import BERT
import Files
import SentimentAnalysis
import Tensors

extension FineTuning {
  /// The number of long validation texts that both ways of reading are compared on.
  private static let textsForWindows = 20...400

  /// Compares reading the long validation texts in windows with reading head and tail, and keeps the windows in the finished
  /// model's folder, with a new temperature, if they are right more often than chance explains: by more than two standard
  /// deviations of the texts on which only one of both is right.
  ///
  /// - Returns: a sentence with the figures.
  public func chooseWindows(_ windows: Int) throws -> String {
    let path = FilePath(fromCommandLine: output).text
    let usual = try SentimentModel(named: path, threads: context.threads, kernels: context.kernels, windows: 1)
    let wide = try SentimentModel(named: path, threads: context.threads, kernels: context.kernels, windows: windows)
    guard usual.problem == .singleLabel else {
      return "windows: compared for exclusive labels only; texts are read by head and tail"
    }
    let long = data.validation.filter { usual.textEncoder.encode($0.text).unread != nil }
    guard long.count >= Self.textsForWindows.lowerBound else {
      return
        "windows: only \(long.count) validation texts are longer than the limit, too few to compare; texts are read by head "
        + "and tail"
    }
    let texts = Array(long.prefix(Self.textsForWindows.upperBound))
    func right(_ model: SentimentModel) -> [Bool] {
      var evaluation = Evaluation(model.problem, labels: model.labels, targets: targets)
      for (example, result) in zip(texts, model.classify(texts.map(\.text))) {
        evaluation.add(result.logits, example.target)
      }
      return evaluation.rows.map { evaluation.prediction($0.logits) == $0.target }
    }
    let (head, whole) = (right(usual), right(wide))
    let (wins, losses) = (zip(head, whole).count { !$0 && $1 }, zip(head, whole).count { $0 && !$1 })
    let figures =
      "windows: of \(texts.count) long validation texts, \(whole.count { $0 }) are right in \(windows) windows, "
      + "\(head.count { $0 }) by head and tail"
    guard Double(wins - losses) > 2 * Double(wins + losses).squareRoot() else {
      return figures + "; head and tail are kept"
    }
    var evaluation = Evaluation(usual.problem, labels: usual.labels, targets: targets)
    for (example, result) in zip(data.validation, wide.classify(data.validation.map(\.text))) {
      evaluation.add(result.logits, example.target)
    }
    let temperature = evaluation.count >= Calibration.minimumTexts ? Calibration(fittedTo: evaluation).temperature : nil
    try ModelSettings.update(inFolder: output) {
      $0.windows = windows
      if let temperature { $0.calibration.temperature = temperature }
    }
    return figures + "; long texts are read in windows"
  }
}
