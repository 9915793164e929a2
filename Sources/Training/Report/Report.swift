import Files
import SentimentAnalysis

/// The quality of a model as one self-contained HTML page: no script, nothing from a network, and under 2 MB whatever
/// the data, since lists are bounded and texts shortened.
///
/// The server never needs it, so it is part of `Training`.
public struct Report {
  /// The page's title.
  public var title: String
  /// Facts about the model and the data.
  public var facts: [(name: String, value: String)]
  /// The predictions of the model.
  public var analysis: ErrorAnalysis
  /// The evaluations of further heads.
  public var tasks: [TaskEvaluation]
  /// The metrics of the training by step; empty without a training.
  public var log: [LogEntry]

  /// A report of predictions, and of the training that made the model.
  public init(
    title: String, facts: [(name: String, value: String)] = [], _ analysis: ErrorAnalysis,
    tasks: [TaskEvaluation] = [], log: [LogEntry] = []
  ) {
    self.tasks = tasks
    self.title = title
    self.facts = facts
    self.analysis = analysis
    self.log = log
  }

  var evaluation: Evaluation { analysis.evaluation }

  /// Writes `report.html` into a folder, which is created if missing.
  public func write(toFolder folder: String, overwrites: Bool = false) throws {
    try Folder.make(FilePath(text: folder))
    let path = FilePath(text: folder).appending("report.html")
    guard Self.mayBeWritten(inFolder: folder, overwrites: overwrites) else {
      throw FileError(path, "was not written by sentiment; move it away, or name another folder")
    }
    try OutputFile.write(Array(html.utf8), to: path)
  }

  /// Whether a folder has no `report.html`, or one that may be replaced: a page of ours, or any file if `overwrites` is
  /// true.
  public static func mayBeWritten(inFolder folder: String, overwrites: Bool) -> Bool {
    let path = FilePath(text: folder).appending("report.html")
    switch FileStatus(path, followsLinks: false)?.kind {
    case nil: return true
    case .file where overwrites: return true
    case .file:
      // Earlier versions wrote only the second mark.
      let marks = [HTML.generatorMark, "<dt>Made by</dt><dd>sentiment-lsp "]
      do {
        let page = String(decoding: try InputFile.bytes(of: path, atMost: 1 << 23), as: UTF8.self)
        return marks.contains { page.contains($0) }
      } catch {
        return false
      }
    default: return false
    }
  }

  /// The whole page.
  public var html: String {
    let sections =
      [
        metricsSection, curvesSection, labelsSection, confidenceSection, numbersSection, lengthSection, wordsSection,
        mistakesSection,
      ] + tasks.map(section(ofTask:))
    return HTML.page(
      title, .element("header", [:], .element("h1", [:], .text(shortened(title, 200))), factList),
      .element("main", [:], sections.compactMap { $0 }))
  }

  private var factList: HTML {
    let texts = evaluation.count == 0 ? [] : [("Texts", "\(evaluation.count)")]
    let all = facts + texts + [("Made by", "sentiment-lsp \(version)")]
    return .element(
      "dl", [:],
      all.flatMap { fact in
        [
          HTML.element("dt", [:], .text(shortened(fact.name, 60))),
          .element("dd", [:], .text(shortened(fact.value, 400))),
        ]
      })
  }

  private var metricsSection: HTML? {
    guard evaluation.count > 0 else { return nil }
    let rows = evaluation.metrics.map { metric in
      [HTML.text(Self.titles[metric.name]?.title ?? metric.name), .text(digits(metric.value))]
        + [.text(Self.titles[metric.name]?.meaning ?? "")]
    }
    return section(
      "Figures", evaluation.ignoredLabelSentence.map { "The texts are \($0)." },
      .table("All texts taken together", ["figure", "value", "what it is"], rows, words: [0, 2]))
  }

  /// A section of the page.
  func section(_ heading: String, _ note: String?, _ content: HTML...) -> HTML {
    let notes = note.map { [HTML.element("p", [:], .text($0))] } ?? []
    return .element("section", [:], [.element("h2", [:], .text(heading))] + notes + content)
  }

  static let titles: [String: (title: String, meaning: String)] = [
    "accuracy": ("accuracy", "share of texts with a correct prediction"),
    "f1": ("micro F1", "harmonic mean of precision and recall over all labels of all texts"),
    "f1_macro": ("macro F1", "mean F1 of the labels"),
    "f1_weighted": ("weighted F1", "mean F1 of the labels, weighted by their texts"),
    "precision_macro": ("macro precision", "share of correct predictions, mean of the labels"),
    "recall_macro": ("macro recall", "share of texts with a label that were found, mean of the labels"),
    "mcc": ("MCC", "correlation of predictions and truth: 1 at best, 0 for guessing"),
    "auroc": ("AUROC", "how often the correct one of two texts has the higher probability; 0.5 for guessing"),
    "ece": ("ECE", "mean difference of confidence and accuracy: 0 at best"),
    "brier": ("Brier score", "mean squared error of the probabilities: 0 at best"),
    "loss": ("loss", "mean −log of the probability of the true label: 0 at best"),
    "mse": ("MSE", "mean squared error"), "mae": ("MAE", "mean absolute error"),
    "pearson": ("Pearson", "correlation with the true numbers: 1 at best"),
    "r2": ("R²", "share of the variance of the true numbers that is explained: 1 at best"),
  ]
}
