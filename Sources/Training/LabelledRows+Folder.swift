import Foundation
import Reviews
import SentimentAnalysis

extension LabelledRows {
  /// The folders' names are the labels, the `.txt` files in them the texts; both in the order of their names. Links that lead
  /// out of the folder are not followed.
  mutating func readFolder() throws(DataError) {
    var folders: [(name: String, files: [String])] = []
    guard let boundary = FolderBoundary(path) else { throw DataError("\(path): there is no such folder") }
    for name in try Self.names(in: path) where boundary.holdsFolder("\(path)/\(name)") {
      folders.append((name, try Self.names(in: "\(path)/\(name)").filter { $0.hasSuffix(".txt") }))
    }
    let labels = folders.filter { !$0.files.isEmpty }
    guard !labels.isEmpty else {
      let inside = folders.map { "\(path)/\($0.name)" }.joined(separator: ", ")
      throw DataError(
        "\(path): is a folder, but not one with a folder of .txt files for each label"
          + (inside.isEmpty ? "" : "; inside are \(inside.prefix(200))"))
    }
    var outside: [String] = []
    for (name, files) in labels {
      if name == "unsup" {
        remarks.append("\(path)/unsup: \(files.count) texts without labels, as in aclImdb; not used")
        continue
      }
      for file in files.map({ "\(path)/\(name)/\($0)" }) {
        guard boundary.holdsFile(file) else {
          outside.append(file)
          continue
        }
        if let text = String(validating: try Self.bytes(file), as: UTF8.self) {
          let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
          add(text, .text(name), file: file, line: 1)
        } else {
          problems.add(RowProblem(kind: .encoding, sentence: "not valid UTF-8; text skipped"), at: file)
        }
      }
    }
    if let first = outside.first {
      let others = outside.count > 1 ? " and \(outside.count - 1) more" : ""
      remarks.append("\(first)\(others): skipped: not a regular file inside \(path)")
    }
  }

  private static func names(in folder: String) throws(DataError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw DataError("\(folder): cannot be read: \(error.localizedDescription)")
    }
  }
}
