import Files
import SentimentAnalysis

/// How a model does, as one HTML page that holds all it needs: no script, nothing from a network, and under 2 MB whatever
/// the data, since lists are bounded and texts shortened.
///
/// It is part of `Training`, since it shows an `Evaluation`, and the server has no use for it.
public struct Report {
  /// The page's title.
  public var title: String
  /// What there is to know beside the figures: model, data, date.
  public var facts: [(name: String, value: String)]
  /// The model's answers.
  public var examination: Examination
  /// The figures of the training, step by step; none where there was no training.
  public var log: [LogEntry]

  /// Of a model's answers, and of the training that made it.
  public init(
    title: String, facts: [(name: String, value: String)] = [], _ examination: Examination, log: [LogEntry] = []
  ) {
    self.title = title
    self.facts = facts
    self.examination = examination
    self.log = log
  }

  var evaluation: Evaluation { examination.evaluation }

  /// Writes `report.html` into a folder, which is made where it is missing.
  public func write(toFolder folder: String, overwrites: Bool = false) throws {
    try Folder.make(FilePath(folder))
    let path = FilePath(folder).appending("report.html")
    guard Self.mayBeWritten(inFolder: folder, overwrites: overwrites) else {
      throw FileError(path, "was not written by sentiment; move it away, or name another folder")
    }
    try OutputFile.write(Array(html.utf8), to: path)
  }

  /// Whether a folder has no `report.html`, or one that may be replaced: a page of ours, or with `overwrites` any file.
  public static func mayBeWritten(inFolder folder: String, overwrites: Bool) -> Bool {
    let path = FilePath(folder).appending("report.html")
    switch FileStatus(path, followsLinks: false)?.kind {
    case nil: return true
    case .file where overwrites: return true
    case .file:
      // Pages of the versions without the first mark have the second.
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
    let sections = [
      figuresSection, curvesSection, labelsSection, confidenceSection, numbersSection, lengthSection, wordsSection,
      mistakesSection,
    ]
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

  private var figuresSection: HTML? {
    guard evaluation.count > 0 else { return nil }
    let rows = evaluation.figures.map { figure in
      [HTML.text(Self.titles[figure.name]?.title ?? figure.name), .text(digits(figure.value))]
        + [.text(Self.titles[figure.name]?.meaning ?? "")]
    }
    return section(
      "Figures", nil, .table("All texts taken together", ["figure", "value", "what it is"], rows, words: [0, 2]))
  }

  /// A part of the page under its heading.
  func section(_ heading: String, _ remark: String?, _ content: HTML...) -> HTML {
    let remarks = remark.map { [HTML.element("p", [:], .text($0))] } ?? []
    return .element("section", [:], [.element("h2", [:], .text(heading))] + remarks + content)
  }

  static let titles: [String: (title: String, meaning: String)] = [
    "accuracy": ("accuracy", "texts that were answered wholly right"),
    "f1": ("micro F1", "harmonic mean of precision and recall over all labels of all texts"),
    "f1_macro": ("macro F1", "F1, each label counting alike"),
    "f1_weighted": ("weighted F1", "F1, each label counting by its texts"),
    "precision_macro": ("macro precision", "of what was given a label, how much bears it"),
    "recall_macro": ("macro recall", "of what bears a label, how much was given it"),
    "mcc": ("MCC", "correlation of answers and truth: 1 at best, 0 for guessing"),
    "auroc": ("AUROC", "how often the right one of two texts has the higher probability; 0.5 for guessing"),
    "ece": ("ECE", "mean distance between confidence and accuracy: 0 at best"),
    "brier": ("Brier score", "mean squared error of the probabilities: 0 at best"),
    "loss": ("loss", "mean −log of the probability of what is true: 0 at best"),
    "mse": ("MSE", "mean squared error"), "mae": ("MAE", "mean distance from the true number"),
    "pearson": ("Pearson", "correlation with the true numbers: 1 at best"),
    "r2": ("R²", "the share of the true numbers' variance that is explained: 1 at best"),
  ]
}
