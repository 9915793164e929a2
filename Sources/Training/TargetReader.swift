import BERT
import Foundation
import JSON

/// Reads what a file of examples says of a text, as the problem asks for.
struct TargetReader {
  /// What a file holds in the place of a label.
  enum Cell {
    case text(String)
    case list([String])

    /// Nil where the value is neither text, number nor a list of these.
    init?(_ value: JSONValue) {
      func text(_ value: JSONValue) -> String? {
        value.stringValue ?? value.doubleValue.map { _ in value.serialized() }
      }
      if let text = text(value) {
        self = .text(text)
      } else {
        guard let elements = value.arrayValue else { return nil }
        let texts = elements.compactMap(text)
        guard texts.count == elements.count else { return nil }
        self = .list(texts)
      }
    }

    /// The labels in it, one after the other.
    var parts: [String] {
      switch self {
      case .text(let text): text.split { ",;|".contains($0) }.map { trimmed(String($0)) }.filter { !$0.isEmpty }
      case .list(let texts): texts.map(trimmed)
      }
    }

    /// The whole of it as one label.
    var whole: String {
      switch self {
      case .text(let text): trimmed(text)
      case .list(let texts): trimmed(texts.joined(separator: ", "))
      }
    }
  }

  let labels: [String]
  private let problem: Problem

  /// - Parameters:
  ///   - labels: nil takes them from the cells.
  ///   - cells: all of a file.
  init(_ problem: Problem, labels: [String]?, cells: [Cell]) {
    self.problem = problem
    self.labels =
      labels
      ?? {
        switch problem {
        case .regression: ["value"]
        case .singleLabel: Self.labels(of: cells.map(\.whole))
        case .multiLabel: Self.labels(of: cells.flatMap(\.parts))
        }
      }()
  }

  /// - Throws: `DataError` that says what is wrong with the cell.
  func target(_ cell: Cell) throws(DataError) -> Target {
    switch problem {
    case .singleLabel: return .label(try index(of: cell.whole))
    case .multiLabel:
      // A label may hold a separator itself.
      if let index = known(cell.whole) { return .labels([index]) }
      var indices: Set<Int> = []
      for part in cell.parts { indices.insert(try index(of: part)) }
      return .labels(indices)
    case .regression:
      guard let number = Double(cell.whole), number.isFinite else {
        throw DataError("\"\(cell.whole)\" is no number")
      }
      return .value(number)
    }
  }

  private func index(of label: String) throws(DataError) -> Int {
    guard !label.isEmpty else { throw DataError("no label") }
    if let index = known(label) { return index }
    throw DataError("unknown label \"\(label)\"; known are \(labels.joined(separator: ", "))")
  }

  /// By name, else by number.
  private func known(_ label: String) -> Int? {
    if let index = labels.firstIndex(where: { $0.caseInsensitiveCompare(label) == .orderedSame }) { return index }
    guard let number = Double(label), let index = Int(exactly: number), labels.indices.contains(index) else {
      return nil
    }
    return index
  }

  private static func labels(of texts: [String]) -> [String] {
    // Spellings that differ in case are one label, in its first spelling.
    let spellings = Dictionary(texts.map { ($0.lowercased(), $0) }) { first, _ in first }
    let names = spellings.values.filter { !$0.isEmpty }
    let numbers = names.compactMap { Int($0) }
    guard numbers.count == names.count, let largest = numbers.max(), (0..<1000).contains(largest) else {
      return names.sorted()
    }
    return largest <= 1 ? ["negative", "positive"] : (0...largest).map { "LABEL_\($0)" }
  }
}

private func trimmed(_ label: String) -> String { label.trimmingCharacters(in: .whitespaces) }
