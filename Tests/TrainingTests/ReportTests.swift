import BERT
import Foundation
import TestSupport
import Testing

@testable import SentimentAnalysis
@testable import Training

struct ReportTests {
  private static let hostile = "<script>alert(1)</script>\" onload='x' & \u{0}\u{1B}[31m\u{202E}]]>--> {{7*7}}"

  @Test(arguments: Problem.allCases) func pageHasTheSectionsOfTheProblemAndEscapesText(_ problem: Problem) throws {
    let page = report(problem, labels: [Self.hostile, "good"], texts: 30).html
    let headings = ["Figures", "Training", "Length", "Most important words"]
    let own =
      problem == .regression
      ? ["Numbers", "Greatest errors"] : ["Labels", "Confidence", "Calibration", "Worst mistakes"]
    for heading in headings + own { #expect(page.contains(">\(heading)<"), "\(heading)") }
    #expect(page.contains("Confusion matrix") == (problem == .singleLabel))
    for forbidden in ["<script", "onload='", "\u{0}", "\u{1B}", "http", "NaN", "inf", "url(", "@import"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(
      page.contains(
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39; &amp; \\u{0}\\u{1b}[31m\\u{202e}]]&gt;"))
    try checkElements(page)
  }

  @Test func chartsAndTablesHaveDescriptions() {
    let page = report(.singleLabel, labels: ["bad", "good"], texts: 30).html
    func count(_ part: String) -> Int { page.components(separatedBy: part).count - 1 }
    #expect(count("<svg ") == 5 && count("role=\"img\" aria-label=\"") == 5)
    #expect(count("<table>") == count("<table><caption>"))
    #expect(count("<h1>") == 1 && page.contains("<html lang=\"en\">") && page.contains("prefers-color-scheme: dark"))
  }

  @Test func omitsSectionsWithoutContent() throws {
    for problem in Problem.allCases {
      let page = Report(title: "none", ErrorAnalysis(Evaluation(problem, labels: ["a", "b"]))).html
      for heading in ["Training", "Length", "Most important words", "Worst mistakes"] {
        #expect(!page.contains(">\(heading)<"))
      }
      try checkElements(page)
    }
  }

  @Test func pageSizeIsBounded() throws {
    let labels = (0..<300).map { "\($0)" + String(repeating: "&", count: 5000) }
    let page = report(.singleLabel, labels: labels, texts: 600, filler: String(repeating: "<'>\"", count: 20_000)).html
    #expect(page.utf8.count < 1 << 20)
    try checkElements(page)
  }

  @Test func drawsNothingForNonFiniteNumbers() throws {
    var evaluation = Evaluation(.regression, labels: ["stars"])
    for logit: Float in [.nan, .infinity, -.infinity, 3e38, 1] { evaluation.add([logit], .value(1)) }
    for truth in [-1e308, 1e308] { evaluation.add([0], .value(truth)) }
    var classes = Evaluation(.singleLabel, labels: ["a", "b"])
    for logits: [Float] in [[.nan, 0], [.infinity, 1]] { classes.add(logits, .label(0)) }
    for evaluation in [evaluation, classes] {
      let log = [
        LogEntry(step: 1, metrics: [("loss", .nan)]),
        LogEntry(step: 2, metrics: [("loss", .infinity), ("eval_accuracy", .nan)]),
      ]
      try checkElements(Report(title: "x", ErrorAnalysis(evaluation), log: log).html)
    }
  }

  @Test func readsTheLogOfATrainer() throws {
    let folder = try TemporaryFolder()
    #expect(try LogEntry.history(ofFolder: folder.path).isEmpty)
    let file = folder.appending(path: "trainer_state.json")
    let entries = #"{"epoch": 0.5, "loss": 0.25, "step": 10}, {"eval_loss": null, "eval_accuracy": 1, "step": 20}, 7"#
    try Data(#"{"best_metric": null, "log_history": [\#(entries)]}"#.utf8).write(to: file)
    let log = try LogEntry.history(ofFolder: folder.path)
    #expect(log.map(\.step) == [10, 20] && log.map { $0.metrics.map(\.name) } == [["loss"], ["eval_accuracy"]])
    try Data("{".utf8).write(to: file)
    #expect { try LogEntry.history(ofFolder: folder.path) } throws: { "\($0)".hasPrefix(file.path + ": line 1") }
  }

  @Test func ranksWordsThatDistinguishALabelFirst() {
    var words = WordWeights(labels: 2)
    for _ in 0..<10 {
      words.add([token("bad", 0.5), token("The", 0.25), token("fun", -0.1)], label: 0)
      words.add([token("good", 0.5), token("the", 0.25)], label: 1)
    }
    words.add([token("rare", 1)], label: 0)
    #expect(words.strongest(5, label: 0).map(\.text) == ["bad"])
    #expect(words.strongest(5, label: 0, minimumCount: 1).map(\.text) == ["bad", "rare"])
    #expect(words.strongest(5, label: 0, opposing: true).map(\.text) == ["fun"])
    #expect(words.strongest(5, label: 1) == [.init(text: "good", weight: 5, count: 10)])
  }

  private func token(_ text: String, _ weight: Double) -> Classification.KeyToken {
    Classification.KeyToken(text: text, range: 0..<text.utf8.count, weight: weight)
  }

  /// Half of the predictions are wrong; every text contains hostile characters and marked words.
  private func report(_ problem: Problem, labels: [String], texts: Int, filler: String = "") -> Report {
    var analysis = ErrorAnalysis(Evaluation(problem, labels: labels))
    let text = "so 坏 \(Self.hostile) \(filler) end"
    let tokens = [
      token("so", 0.6), Classification.KeyToken(text: "坏", range: 3..<6, weight: -0.3),
      Classification.KeyToken(text: "<script>", range: 7..<15, weight: 0.2),
    ]
    for index in 0..<texts {
      let target: Target =
        switch problem {
        case .singleLabel: .label(index % labels.count)
        case .multiLabel: .labels(index % 2 == 0 ? [0] : [])
        case .regression: .value(Double(index) / 4)
        }
      var logits = labels.indices.map { Float(($0 * 7 + index * 3) % 5) - 1.5 }
      if problem == .regression { logits = [Float(index % 7)] }
      let example = LabelledData.Example(text: text, target: target, file: "data.csv", line: index + 2)
      analysis.add(logits, tokens, of: example, tokens: 3 + 20 * index)
    }
    let log = (0..<5000).map { step in
      LogEntry(
        step: step,
        metrics: [("loss", 1 / Double(step + 1)), ("eval_loss", 0.5), ("eval_accuracy", 0.8), ("eval_pearson", 0.3)])
    }
    return Report(title: Self.hostile, facts: [(Self.hostile, Self.hostile)], analysis, log: log)
  }

  /// Checks that the elements are closed in order.
  private func checkElements(_ page: String) throws {
    var open: [Substring] = []
    for match in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*>/#) where !["meta", "link"].contains(match.2) {
      if match.1.isEmpty { open.append(match.2) } else { #expect(open.popLast() == match.2) }
    }
    #expect(open.isEmpty)
  }
}
