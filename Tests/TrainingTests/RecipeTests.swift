import Foundation
import Testing

@testable import Training

/// Our own training texts of the built-in model.
struct RecipeTests {
  private static func texts(_ name: String, column: String = "label", of names: [String]? = nil) throws -> [(
    text: String, label: String
  )] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try LabelledData(
      path: folder.appending(path: "Recipe/\(name).csv").path, columns: .init(label: column),
      labels: names ?? ["negative", "neutral", "positive"])
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

  private static let patternFiles = [
    "hard-patterns-en", "hard-patterns-zh", "hard-more-en", "hard-more-zh", "hard-events", "hard-sayings-en",
    "hard-sayings-zh", "hard-pairs", "hard-everyday-en", "hard-everyday-zh",
  ]

  @Test(arguments: patternFiles)
  func patternsAreWellFormedAndAThirdIsHeldBackInEachFamily(_ name: String) throws {
    let texts = try Self.texts(name)
    let parts = try Self.texts(name, column: "part", of: ["held", "train"]).map(\.label)
    let families = Array(Set(try Self.families(name)))
    let members = try Self.texts(name, column: "family", of: families).map(\.label)
    #expect(Set(texts.map(\.text)).count == texts.count && parts.count == texts.count)
    for family in families {
      let rows = texts.indices.filter { members[$0] == family }
      let held = rows.count { parts[$0] == "held" }
      #expect((0.28...0.42).contains(Double(held) / Double(rows.count)), "\(family)")
      // Each label of a family is both trained on and measured, unless it is rare.
      for label in ["negative", "neutral", "positive"] {
        let same = rows.filter { texts[$0].label == label }
        #expect(same.count < 6 || Set(same.map { parts[$0] }).count == 2, "\(family), \(label)")
      }
    }
    for (text, _) in texts {
      let slots = text.split(separator: "{", omittingEmptySubsequences: false).dropFirst()
      #expect(slots.allSatisfy { $0.count { $0 == "}" } == 1 }, "\(text)")
      for slot in slots.map({ $0.prefix { $0 != "}" } }) {
        let choices = slot.split(separator: "|", omittingEmptySubsequences: false)
        #expect(choices.count >= 2 && Set(choices).count == choices.count, "\(text)")
      }
    }
  }

  /// `[words]+`, `[words]-` and `[words]0` mark aspects; half of the rows of each domain are held back.
  @Test(arguments: ["hard-aspects-en", "hard-aspects-zh"])
  func sentencesWithAspectsAreWellFormedAndHalfIsHeldBackInEachDomain(_ name: String) throws {
    let domains = ["apps", "clothes", "delivery", "electronics", "films", "hotels", "software", "support"]
    let rows = try Self.texts(name, column: "domain", of: domains)
    let parts = try Self.texts(name, column: "part", of: ["held", "train"]).map(\.label)
    #expect(rows.count >= 250 && Set(rows.map(\.text)).count == rows.count)
    for domain in domains {
      let members = rows.indices.filter { rows[$0].label == domain }
      #expect(members.count >= 20 && members.count { parts[$0] == "held" } == members.count / 2, "\(domain)")
    }
    var mixed = 0
    for (text, _) in rows {
      let marks = text.matches(of: /\[[^\[\]]+\]([-+0])/).map { String($0.1) }
      #expect(text.count { $0 == "[" } == marks.count && text.count { $0 == "]" } == marks.count, "\(text)")
      #expect(text.matches(of: /\{[^{}]*\|[^{}]*\}/).count == text.count { $0 == "{" }, "\(text)")
      // Brackets must not begin or end within an alternative.
      #expect(text.matches(of: /\{[^{}]*[\[\]][^{}]*\}/).isEmpty, "\(text)")
      if marks.contains("+"), marks.contains("-") { mixed += 1 }
    }
    #expect(mixed * 4 > rows.count)
  }

  private static func families(_ name: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Recipe/\(name).csv"), encoding: .utf8)
      .split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
  }

  @Test func noPatternIsASentenceThatTheOldModelMistook() throws {
    let mistaken = Set(try Self.texts("mistaken").map(\.text))
    #expect(mistaken.count == 9)
    for name in ["hard-en", "hard-zh"] + Self.patternFiles {
      for (text, _) in try Self.texts(name) { #expect(!mistaken.contains(text), "\(text)") }
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
