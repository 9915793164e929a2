import Foundation

extension LabelledRows {
  /// The folders' names are the labels, the `.txt` files in them the texts; both in the order of their names.
  mutating func readFolder() throws(DataError) {
    var folders: [(name: String, files: [String])] = []
    for name in try Self.names(in: path) {
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder),
        isFolder.boolValue
      else { continue }
      folders.append((name, try Self.names(in: "\(path)/\(name)").filter { $0.hasSuffix(".txt") }))
    }
    let labels = folders.filter { !$0.files.isEmpty }
    guard !labels.isEmpty else {
      let inside = folders.map { "\(path)/\($0.name)" }.joined(separator: ", ")
      throw DataError(
        "\(path): is a folder, but not one with a folder of .txt files for each label"
          + (inside.isEmpty ? "" : "; inside are \(inside.prefix(200))"))
    }
    for (name, files) in labels {
      if name == "unsup" {
        remarks.append("\(path)/unsup: \(files.count) texts without labels, as in aclImdb; not used")
        continue
      }
      for file in files.map({ "\(path)/\(name)/\($0)" }) {
        if let text = String(validating: try Self.bytes(file), as: UTF8.self) {
          let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
          add(text, .text(name), file: file, line: 1)
        } else {
          problems.add(RowProblem(kind: .encoding, sentence: "not valid UTF-8; text skipped"), at: file)
        }
      }
    }
  }

  private static func names(in folder: String) throws(DataError) -> [String] {
    do { return try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
      throw DataError("\(folder): cannot be read: \(error.localizedDescription)")
    }
  }
}
