import Foundation
import Reviews

/// Aligns the cells of rows for a terminal: the first columns to the left, the others to the right.
///
/// - Parameter widths: minimum widths, so that later rows align with rows printed before.
func aligned(_ rows: [[String]], leftColumns: Int = 1, widths: [Int] = []) -> [String] {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.reduce(column < widths.count ? widths[column] : 0) { max($0, column < $1.count ? width($1[column]) : 0) }
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - width(cell))
      return column < leftColumns ? cell + space : space + cell
    }
    return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
  }
}

/// A label as a short cell of a table.
func cell(ofLabel label: String) -> String { label.excerpt(24) }

/// Four decimals; a dash for nil.
func digits(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

/// The width of a text in terminal columns: East Asian characters and emoji take two, combining marks none.
private func width(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { sum, scalar in
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      sum + 2
    default: scalar.properties.generalCategory == .nonspacingMark ? sum : sum + 1
    }
  }
}
