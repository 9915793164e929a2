import Foundation
import Reviews

/// Lays out rows for a terminal: the first column to the left, figures to the right.
///
/// - Parameter widths: least widths, so that rows that come later line up with those printed before.
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

/// A label as one short cell of a table, whatever it holds.
func cell(ofLabel label: String) -> String { label.excerpt(24) }

/// Four digits, or a dash where there is no figure.
func digits(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

/// The columns that a text takes in a terminal: two for what East Asian scripts and emoji write wide, none for marks.
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
