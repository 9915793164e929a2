import BERT
import Files
import Reviews
import Testing

@testable import Training

struct EvaluationTableTests {
  @Test func alignsLinesUnderTheHeader() {
    let table = EvaluationTable(problem: .singleLabel, hasValidation: true, hasProbe: true)
    var evaluation = Evaluation(.singleLabel, labels: ["a", "b"])
    for label in [0, 0, 1, 0] { evaluation.add([2, 0], .label(label)) }
    var probe = Evaluation(.singleLabel, labels: ["a", "b"])
    for label in [0, 1] { probe.add([2, 0], .label(label)) }
    let lines =
      table.header + [
        table.line(
          measurement(step: 500, epoch: 0.2449, loss: 0.42307, evaluation, probe, isBest: true)),
        table.line(measurement(step: 123_456, epoch: 12, loss: 12.5, evaluation, probe)),
      ]
    #expect(
      lines == [
        "               training  validation              macro     probe",
        "  step  epoch      loss        loss  accuracy       F1  accuracy",
        "   500   0.24    0.4231      0.6269    0.7500   0.4286    0.5000  best",
        "123456  12.00   12.5000      0.6269    0.7500   0.4286    0.5000",
      ])
  }

  @Test(arguments: [
    (Problem.multiLabel, true, true, ["micro F1", "macro F1", "probe F1"]),
    (.regression, true, false, ["mean error", "Pearson", "R²"]),
    (.regression, false, true, ["probe error"]),
    (.singleLabel, false, true, ["training loss", "probe accuracy"]),
  ])
  func columnsFitTheEvaluations(
    _ row: (problem: Problem, validation: Bool, probe: Bool, titles: [String])
  ) {
    let table = EvaluationTable(problem: row.problem, hasValidation: row.validation, hasProbe: row.probe)
    let evaluation = Evaluation(row.problem, labels: ["a"])
    let line = table.line(
      measurement(
        step: 1, epoch: 1, loss: 1, row.validation ? evaluation : nil, row.probe ? evaluation : nil)
    )
    #expect(
      table.header.last?.count == line.count && line.count < 74 && !line.contains("–"),
      "\(line)")
    let header = table.header.joined(separator: " ")
    for word in row.titles.flatMap({ $0.split(separator: " ") }) {
      #expect(header.contains(word), "\(word): \(header)")
    }
    #expect(
      header.contains("validation") == row.validation && header.contains("probe") == row.probe)
  }

  private func measurement(
    step: Int, epoch: Double, loss: Double, _ validation: Evaluation?, _ probe: Evaluation?,
    isBest: Bool = false
  ) -> FineTuning.Measurement {
    .init(
      step: step, epoch: epoch, trainingLoss: loss, validation: validation, probe: probe,
      isBest: isBest)
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(
      aligned([["label", "texts"], ["负面", "7"], ["é\u{301}", "12"], ["x", ""]]) == [
        "label  texts", "负面       7", "é\u{301}         12", "x",
      ])
    #expect(cell(ofLabel: "a\u{1B}[31m\nb" + String(repeating: "c", count: 50)).count == 24)
    #expect(!cell(ofLabel: "a\u{1B}[31m\n\u{202E}b").unicodeScalars.contains { $0.escape != nil })
  }
}
