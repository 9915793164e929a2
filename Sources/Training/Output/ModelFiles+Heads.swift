import BERT
import Files

// The further heads of a model are the only files that a model folder has in folders: `heads/NAME/config.json` and
// `heads/NAME/model.safetensors`.
extension ModelFiles {
  /// Whether a path within a model folder is that of a further head's file.
  static func isHeadFile(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return parts.count == 3 && parts[0] == TaskHead.folder && TaskHead.isName(parts[1])
      && TaskHead.files.contains(parts[2])
  }

  /// The first entry of the heads of a model folder that is not ours; nil if there is none, or no such folder.
  static func firstUnknownHead(in folder: FilePath) throws(FileError) -> FilePath? {
    let heads = folder.appending(TaskHead.folder)
    guard let kind = FileStatus(heads, followsLinks: false)?.kind else { return nil }
    guard kind == .folder else { return heads }
    for name in try Folder.names(in: heads) {
      let head = heads.appending(name)
      guard TaskHead.isName(name.string), FileStatus(head, followsLinks: false)?.kind == .folder else { return head }
      let isOurs = { TaskHead.files.contains($0) || OutputFile.isTemporaryName($0) }
      for file in try Folder.names(in: head) {
        let kind = FileStatus(head.appending(file), followsLinks: false)?.kind
        if !isOurs(file.string) || ![.file, .link].contains(kind) { return head.appending(file) }
      }
    }
    return nil
  }

  /// Removes the heads of a model folder. Files of others stay.
  ///
  /// - Returns: whether nothing remains.
  @discardableResult
  static func removeHeads(from folder: FilePath) throws(FileError) -> Bool {
    let heads = folder.appending(TaskHead.folder)
    guard FileStatus(heads, followsLinks: false)?.kind == .folder else {
      return FileStatus(heads, followsLinks: false) == nil
    }
    for name in try Folder.names(in: heads) {
      let head = heads.appending(name)
      guard FileStatus(head, followsLinks: false)?.kind == .folder else { continue }
      for file in try Folder.names(in: head)
      where TaskHead.files.contains(file.string) || OutputFile.isTemporaryName(file.string) {
        try Folder.removeFile(head.appending(file))
      }
      Folder.removeIfEmpty(head)
    }
    return Folder.removeIfEmpty(heads)
  }

  /// Copies the heads of a model folder, byte for byte.
  static func copyHeads(from source: String, to output: String) throws(FileError) {
    let heads = FilePath(text: source).appending(TaskHead.folder)
    guard FileStatus(heads)?.kind == .folder else { return }
    for name in try Folder.names(in: heads) where TaskHead.isName(name.string) {
      guard FileStatus(heads.appending(name))?.kind == .folder else { continue }
      let copy = FilePath(text: output).appending(TaskHead.folder).appending(name)
      try Folder.make(copy)
      for file in TaskHead.files where FileStatus(heads.appending(name).appending(file)) != nil {
        try OutputFile.copy(heads.appending(name).appending(file), to: copy.appending(file), atMost: .max)
      }
    }
  }
}
