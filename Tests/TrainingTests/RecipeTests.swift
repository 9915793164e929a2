import Foundation
import Testing

@testable import Training

/// The texts of ours that the built-in model is trained on.
struct RecipeTests {
  private static func texts(_ name: String) throws -> [(text: String, label: String)] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try LabelledData(
      path: folder.appending(path: "Recipe/\(name).csv").path, labels: ["negative", "neutral", "positive"])
    #expect(data.problems.isEmpty)
    return data.examples.map { ($0.text, data.labels[$0.target.label ?? 0]) }
  }

  /// The pairs of neighbouring letters, without case, spaces and marks, by which Tests/Recipe/prepare.py, too, leaves out
  /// texts of the public sets.
  private static func pairs(_ text: String) -> Set<String> {
    let letters = Array(text.lowercased().filter { $0.isLetter || $0.isNumber })
    return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
  }

  @Test func noSentenceThatTheModelIsCheckedWithIsTrainedOnNorOneMuchLikeIt() throws {
    let checked = try Self.texts("checked")
    #expect(checked.count == 31)
    for name in ["hard-en", "hard-zh"] {
      for (text, _) in try Self.texts(name) {
        for (other, _) in checked {
          let (ours, theirs) = (Self.pairs(text), Self.pairs(other))
          #expect(2 * ours.intersection(theirs).count < max(1, ours.union(theirs).count), "\(text) – \(other)")
        }
      }
    }
  }

  @Test func hardExamplesAreManyAndOfEachLabelInBothLanguages() throws {
    for name in ["hard-en", "hard-zh"] {
      let texts = try Self.texts(name)
      #expect(texts.count >= 200 && Set(texts.map(\.text)).count == texts.count)
      for label in ["negative", "neutral", "positive"] { #expect(texts.count { $0.label == label } >= 50) }
    }
  }
}
