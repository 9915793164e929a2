import Foundation
import JSON
import Testing

/// `sentiment explain --method` and `sentiment evaluate-explanations` with the built-in model.
struct ExplanationTests {
  private static let rows = """
    {"text": "A wonderful film, I loved every minute of it.", "label": 1, "rationales": [[2, 11], [20, 25]]}
    {"text": "What a waste of time, the acting was terrible.", "label": 0, "rationales": [[7, 20], [37, 45]]}
    {"text": "Friendly staff, but the room was dirty and the bed broke.", "label": 0, "rationales": [[33, 38], [51, 56]]}
    {"text": "Nothing here is good.", "label": 0}
    """

  @Test(arguments: [
    "quick", "full", "attention", "rollout", "input-gradient", "integrated-gradients", "occlusion",
  ])
  func everyMethodExplainsAnyText(method: String) throws {
    for text in ["What a terrible waste of time.", "", "dull", "😡😡", "!!!", "qzx ѫѫѫ"] {
      let outcome = try Program.run("sentiment", ["explain", "--method", method, "--", text])
      #expect(outcome.status == 0 && !outcome.output.contains("nan"), "\(method): \(text)")
    }
  }

  @Test func theWordsThatDecideComeFirst() throws {
    let outcome = try Program.run(
      "sentiment", ["explain", "What a waste of time. The plot was confusing, acting was terrible."])
    let words = outcome.output.split(separator: "\n").dropFirst(2).prefix(4).compactMap {
      $0.split(separator: " ").last
    }
    #expect(Set(words).isSuperset(of: ["waste", "terrible"]), "\(outcome.output)")
  }

  @Test func everyMethodIsMeasuredBesideWordsAtRandom() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "rows.jsonl")
      try Self.rows.write(to: data, atomically: true, encoding: .utf8)
      let outcome = try Program.run("sentiment", ["evaluate-explanations", "--data", data.path, "--json"])
      let lines = try outcome.lines()
      #expect(outcome.status == 0 && lines.count == 8 && lines.last?["method"] == "random")
      for line in lines {
        #expect(line["texts_marked"] == 3 && line["comprehensiveness_by_share"]?.arrayValue?.count == 5)
        for name in ["comprehensiveness", "sufficiency", "auprc", "token_f1", "iou_f1", "punctuation_in_top_3"] {
          let value = try #require(line[name]?.doubleValue)
          #expect(value.isFinite && abs(value) <= 1, "\(name)")
        }
      }
      func figure(_ method: String, _ name: String) -> Double {
        lines.first { $0["method"]?.stringValue == method }?[name]?.doubleValue ?? 0
      }
      #expect(figure("full", "auprc") > figure("random", "auprc"))
      let table = try Program.run(
        "sentiment", ["evaluate-explanations", "--data", data.path, "--method", "full", "--limit", "2"])
      #expect(table.status == 0 && table.output.split(separator: "\n").count == 3)
    }
  }
}
