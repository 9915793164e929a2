import Foundation
import Testing

@testable import Training

/// Our own training texts of the built-in model.
struct RecipeTests {
  private static func texts(_ name: String) throws -> [(text: String, label: String)] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try LabelledData(
      path: folder.appending(path: "Recipe/\(name).csv").path, labels: ["negative", "neutral", "positive"])
    #expect(data.problems.isEmpty)
    return data.examples.map { ($0.text, data.labels[$0.target.label ?? 0]) }
  }

  /// The pairs of adjacent letters, without case, spaces and punctuation, by which Tests/Recipe/prepare.py compares texts, too.
  private static func pairs(_ text: String) -> Set<String> {
    let letters = Array(text.lowercased().filter { $0.isLetter || $0.isNumber })
    return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
  }

  @Test func checkedSentencesAreNotSimilarToTrainingTexts() throws {
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

  @Test func hardExamplesCoverEachLabelInBothLanguages() throws {
    for name in ["hard-en", "hard-zh"] {
      let texts = try Self.texts(name)
      #expect(texts.count >= 200 && Set(texts.map(\.text)).count == texts.count)
      for label in ["negative", "neutral", "positive"] { #expect(texts.count { $0.label == label } >= 50) }
    }
  }
}
