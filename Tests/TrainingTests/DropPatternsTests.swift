import Testing

@testable import Training

struct DropPatternsTests {
  private func examples(_ texts: [String]) -> [LabelledData.Example] {
    texts.enumerated().map { .init(text: $1, target: .label(0), file: "data.csv", line: $0 + 2) }
  }

  @Test func removesMatchesAndTextsThatBecomeEmpty() throws {
    var texts = examples(["good [smile] film[smile]", "no mark", " [cry]", "see https://example.org/a now"])
    let patterns = try DropPatterns([#"\[[^\[\]]{1,8}\]"#, #"https?://\S+ "#])
    #expect(try patterns.remove(from: &texts) == (changed: 3, emptied: 1))
    #expect(texts.map(\.text) == ["good  film", "no mark", "see now"] && texts.map(\.line) == [2, 3, 5])
  }

  @Test func patternsOfTheAuditRemoveItsFindings() throws {
    var texts = examples([
      "a[泪]", "a{%topic%}", "a<br />", "a#tag#", "a@some_one", "ahttp://t.cn/x", "a😀🌸❤️", "a :-)", "a;D",
    ])
    let patterns = try DropPatterns(TextFeature.Kind.allCases.compactMap { $0.group?.pattern })
    _ = try patterns.remove(from: &texts)
    #expect(texts.map(\.text) == [String](repeating: "a", count: 9))
  }

  @Test(arguments: ["[", "(a", "a**", "(?<=a)b"])
  func rejectsInvalidExpressions(_ pattern: String) {
    #expect { try DropPatterns(["a", pattern]) } throws: {
      "\($0)".hasPrefix("--drop-pattern '\(pattern)' is not a valid regular")
    }
  }

  @Test func abandonsEndlessExpressions() throws {
    var texts = examples(["fine", String(repeating: "a", count: 40) + "!"])
    let patterns = try DropPatterns(["(a+)+b"])
    #expect { try patterns.remove(from: &texts, patience: 0.05) } throws: {
      "\($0)".hasPrefix("data.csv:3: --drop-pattern takes")
    }
  }
}
