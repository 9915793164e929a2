import Files

extension LabelledRows {
  /// The folders' names are the labels, the `.txt` files in them the texts; both in the order of their names. Links that lead
  /// out of the folder are not followed.
  mutating func readFolder() throws {
    let root = FilePath(path)
    guard let boundary = FolderBoundary(root) else { throw DataError("\(path): there is no such folder") }
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
      throw DataError(
        "\(path): is a folder, but not one with a folder of .txt files for each label"
          + (inside.isEmpty ? "" : "; inside are \(inside.prefix(200))"))
    }
    var outside: [FilePath] = []
    for (label, files) in labels {
      if label == "unsup" {
        remarks.append("\(path)/unsup: \(files.count) texts without labels, as in aclImdb; not used")
        continue
      }
      for file in files {
        guard FileStatus(file)?.kind == .file, boundary.contains(file) else {
          outside.append(file)
          continue
        }
        let text = try DecodedText(InputFile.bytes(of: file, atMost: .max), name: file.string)
        if let conversion = text.conversion {
          problems.add(.encoding, "not valid UTF-8; text skipped. \(conversion)", at: file.string)
        } else {
          add(String(decoding: text.bytes, as: UTF8.self), .text(label), file: file.string, line: 1)
        }
      }
    }
    if let first = outside.first {
      let others = outside.count > 1 ? " and \(outside.count - 1) more" : ""
      remarks.append("\(first)\(others): skipped: not a regular file inside \(path)")
    }
  }
}
