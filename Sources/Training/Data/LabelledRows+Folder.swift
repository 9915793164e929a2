import Files

extension LabelledRows {
  /// Reads a folder that holds one folder of `.txt` files per label, sorted by name. Links that lead out of the folder
  /// are skipped.
  mutating func readFolder(_ encoding: TextEncoding?) throws {
    let root = FilePath(text: path)
    guard let boundary = FolderBoundary(root) else { throw TrainingError("\(path): folder not found") }
    let folders = try Folder.names(in: root).filter {
      FileStatus(root.appending($0))?.kind == .folder && boundary.contains(root.appending($0))
    }
    let labels = try folders.map { name in
      let folder = root.appending(name)
      let files = try Folder.names(in: folder).filter { $0.extension == "txt" }
      return (name.string, files.map { folder.appending($0) })
    }.filter { !$1.isEmpty }
    guard !labels.isEmpty else {
      let inside = folders.map { "\(root.appending($0))" }.joined(separator: ", ")
      throw TrainingError(
        "\(path): expected one folder of .txt files per label"
          + (inside.isEmpty ? "" : "; it contains \(inside.prefix(200))"))
    }
    var outside: [FilePath] = []
    for (label, files) in labels {
      if label == "unsup" {
        notes.append("\(path)/unsup: \(files.count) texts without labels, as in aclImdb; skipped")
        continue
      }
      for file in files {
        guard FileStatus(file)?.kind == .file, boundary.contains(file) else {
          outside.append(file)
          continue
        }
        let text = try DecodedText(
          InputFile.bytes(of: file, atMost: .max), name: file.text, encoding: encoding)
        if let conversion = text.conversion {
          problems.add(.encoding, "not valid UTF-8; text skipped. \(conversion)", at: file.text)
        } else {
          add(String(decoding: text.bytes, as: UTF8.self), .text(label), file: file.text, line: 1)
        }
      }
    }
    if let first = outside.first {
      let others = outside.count > 1 ? " and \(outside.count - 1) more" : ""
      notes.append("\(first)\(others): skipped: not a regular file inside \(path)")
    }
  }
}
