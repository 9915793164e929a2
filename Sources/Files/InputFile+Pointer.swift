extension InputFile {
  /// How a pointer begins, which git-lfs leaves in the place of a large file; see its `docs/spec.md`.
  private static let pointerStart = Array("version https://git-lfs.github.com/spec/".utf8)
  /// In bytes; the specification allows less than 1024.
  private static let pointerLimit = 1024

  /// Checks that this is the file itself, not a pointer of Git LFS.
  ///
  /// - Throws: `FileError` with the command that downloads the file.
  public func requireContent() throws(FileError) {
    let start = Self.pointerStart
    guard count < Self.pointerLimit, count >= start.count, try bytes(0..<start.count) == start else { return }
    throw FileError(
      path,
      "is a Git LFS pointer of \(count) bytes, not the file itself; download the file, in its folder: git lfs pull")
  }
}
