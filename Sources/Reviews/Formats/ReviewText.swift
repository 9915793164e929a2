/// The decoded text of a review, with the mapping to the document.
public struct ReviewText: Sendable {
  /// The decoded text.
  public let string: String
  private let runs: [Run]

  /// A range of the text and the range of the document that it comes from.
  private struct Run {
    var text: Range<Int>
    var document: Range<Int>
    var isEscape: Bool
  }

  init(_ review: Review, _ document: [UInt8]) {
    if review.notation == .verbatim {
      let range = review.range.clamped(to: 0..<document.count)
      string = String(decoding: document[range], as: UTF8.self)
      runs = [Run(text: 0..<range.count, document: range, isEscape: false)]
      return
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(review.range.count)
    var runs: [Run] = []
    for run in WrittenRuns(review, document) {
      let start = bytes.count
      if let escaped = run.escaped {
        bytes.append(contentsOf: UTF8.encode(escaped) ?? UTF8.encodedReplacementCharacter)
      } else {
        bytes.append(contentsOf: document[run.range])
      }
      if start < bytes.count {
        runs.append(Run(text: start..<bytes.count, document: run.range, isEscape: run.escaped != nil))
      }
    }
    string = String(decoding: bytes, as: UTF8.self)
    self.runs = runs.isEmpty ? [Run(text: 0..<0, document: review.range, isEscape: false)] : runs
  }

  /// The document range of a range of the text, both in UTF-8 offsets. Part of an escape maps to the whole escape, and a range
  /// over several pieces includes the markup between them.
  public func documentRange(of range: Range<Int>) -> Range<Int> {
    let first = run(at: range.lowerBound)
    let start = first.isEscape ? first.document.lowerBound : position(range.lowerBound, in: first)
    guard !range.isEmpty else { return start..<start }
    let last = run(at: range.upperBound - 1)
    let end = last.isEscape ? last.document.upperBound : position(range.upperBound, in: last)
    return start..<max(start, end)
  }

  /// The run that contains an offset of the text, or else the nearest run.
  private func run(at offset: Int) -> Run {
    var low = 0
    var high = runs.count - 1
    // Invariant: runs before `low` end at or before the offset, and runs after `high` begin after it.
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].text.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return runs[low]
  }

  private func position(_ offset: Int, in run: Run) -> Int {
    run.document.lowerBound + min(max(0, offset - run.text.lowerBound), run.document.count)
  }
}
