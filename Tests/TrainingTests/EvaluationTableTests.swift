import BERT
import Testing

@testable import Training

struct EvaluationTableTests {
  @Test func linesOfManyEvaluationsStandUnderOneHeader() {
    var table = EvaluationTable(.singleLabel, others: ["probe"])
    var evaluation = Evaluation(.singleLabel, labels: ["a", "b"])
    for label in [0, 0, 1, 0] { evaluation.add([2, 0], .label(label)) }
    let lines =
      table.lines(step: 500, epoch: 0.2449, trainingLoss: 0.42307, evaluation, others: [0.5])
      + table.lines(step: 123_456_789, epoch: 12, trainingLoss: nil, evaluation, others: [nil])
    #expect(
      lines == [
        "   step    epoch  training loss  validation loss  accuracy  macro F1    probe",
        "    500     0.24         0.4231           0.6269    0.7500    0.4286   0.5000",
        "123456789    12.00              –           0.6269    0.7500    0.4286        –",
      ])
  }

  @Test(arguments: [(Problem.multiLabel, "micro F1"), (.regression, "Pearson")])
  func columnsFitTheProblem(_ row: (problem: Problem, title: String)) {
    var table = EvaluationTable(row.problem)
    let lines = table.lines(step: 1, epoch: 1, trainingLoss: 1, Evaluation(row.problem, labels: ["a"]))
    #expect(lines.count == 2 && lines[0].contains(row.title) && lines[0].count == lines[1].count)
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(
      aligned([["label", "texts"], ["负面", "7"], ["é\u{301}", "12"], ["x", ""]]) == [
        "label  texts", "负面       7", "é\u{301}         12", "x",
      ])
    #expect(cell(ofLabel: "a\u{1B}[31m\nb" + String(repeating: "c", count: 50)).count == 24)
    #expect(!cell(ofLabel: "a\u{1B}[31m\n\u{202E}b").unicodeScalars.contains { $0.properties.isControl })
  }
}
