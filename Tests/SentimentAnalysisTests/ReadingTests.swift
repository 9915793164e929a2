import BERT
import Files
import Foundation
import Reviews
import Testing

@testable import SentimentAnalysis

struct ReadingTests {
  private let texts = ["An awful film.", "A fine film.", "糟糕的电影，浪费时间。", "An awful film.", "Another awful one."]

  private func source(_ change: (inout Settings) -> Void = { _ in }) -> ReadingSource {
    var settings = Settings()
    change(&settings)
    return ReadingSource(bytes: Array(texts.joined(separator: "\n").utf8), path: "/w/a.txt", settings: settings)
  }

  /// Classifies texts with "awful" or "糟糕" as negative, and others as positive.
  private func classification(of text: String) -> Classification {
    let isAwful = text.contains("awful") || text.contains("糟糕")
    let labels = ["negative", "positive"]
    return Classification(
      logits: isAwful ? [log(9), 0] : [0, log(9)], labels: labels, problem: .singleLabel,
      rule: PolarityRule(labels: labels, hasValue: false, settings: [:]))
  }

  @Test func classifiesGroupsInDocumentOrder() {
    let source = source()
    var (reading, groups, requests) = (Reading(ReviewTable(of: source)), [Range<Int>](), [[String]]())
    reading.readAll(of: source, atMost: 20) { _, texts in
      requests.append(texts)
      return texts.map(classification)
    } didRead: { _, group, results in
      groups.append(group)
      #expect(results.count == group.count)
    }
    #expect(groups == [0..<2, 2..<3, 3..<5] && requests == [Array(texts[0..<2]), [texts[2]], Array(texts[3...])])
    #expect(reading.queuedCount == 0)
    let findings = Array(reading.findings(in: source.bytes, source.settings))
    #expect(findings.map(\.index) == [0, 2, 3, 4])
    #expect(findings.map(\.text.string) == [texts[0], texts[2], texts[3], texts[4]])
    #expect(findings.allSatisfy { $0.severity == .warning && $0.message == "negative 90%" })
  }

  @Test func choosesTheModelOfEachReviewBySettings() {
    let source = source { $0.models = ["zh": "chinese", "default": "other"] }
    var (reading, requests) = (Reading(ReviewTable(of: source)), [String: [String]]())
    reading.readAll(of: source, atMost: 1 << 20) { key, texts in
      requests[key.name ?? "", default: []] += texts
      return texts.map(classification)
    } didRead: { _, _, _ in
    }
    #expect(requests == ["chinese": [texts[2]], "other": [texts[0], texts[1], texts[3], texts[4]]])
    #expect(reading.verdicts.map { $0?.polarity } == [.negative, .positive, .negative, .negative, .negative])
  }

  @Test func leavesSkippedTextsWithoutVerdict() {
    let source = source()
    var reading = Reading(ReviewTable(of: source))
    reading.readAll(of: source, atMost: 1) { _, texts in
      texts.map { $0.contains("fine") ? nil : classification(of: $0) }
    } didRead: { _, _, _ in
    }
    #expect(reading.verdicts.map { $0 == nil } == [false, true, false, false, false])
  }

  @Test func keepsVerdictsOfUnchangedReviewsAfterAnEdit() {
    let before = source()
    var (reading, after) = (Reading(ReviewTable(of: before)), before)
    reading.readAll(of: before, atMost: 1 << 20) { _, texts in
      texts.map(classification)
    } didRead: { _, _, _ in
    }
    after.bytes = Array(
      (["A new first line."] + texts[..<3] + ["An awful book."] + texts[4...]).joined(separator: "\n").utf8)
    reading.adopt(ReviewTable(of: after), focus: 0) { _ in nil }
    #expect(reading.verdicts.map { $0 == nil } == [true, false, false, false, true, false])
    #expect(reading.dequeueUnread(atMost: 1 << 20, .short, known: { _ in nil }, if: { _ in true }) == [0, 4])
    #expect(reading.queuedCount == 0)
    reading.store([nil, Verdict(classification(of: "An awful book."), of: "An awful book.")], for: [0, 4])
    #expect(reading.queuedCount == 1 && reading.verdicts[4]?.polarity == .negative)
  }

  @Test func findsNoReviewsInExcludedDocuments() {
    #expect(!ReviewTable(of: source { $0.isEnabled = false }).isIncluded)
    #expect(!ReviewTable(of: source { $0.formats = [.csv] }).isIncluded)
    let table = ReviewTable(of: source(), atMost: 10)
    #expect(table.isTooLarge && table.reviews.isEmpty && !table.isIncluded)
  }
}
