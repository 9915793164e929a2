import SystemPackage

extension LockedFile {
  /// Its size in bytes.
  public func count() throws(FileError) -> Int { Int(try attempt(path, "read") { try Stat(descriptor).size }) }

  /// All of it, or so much of its beginning.
  public func bytes(atMost most: Int) throws(FileError) -> [UInt8] { try bytes(0..<min(count(), most)) }

  private func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var span = bytes.mutableSpan
    var memory = unsafe span.mutableBytes
    let count = try attempt(path, "read") { try descriptor.readAll(at: range.lowerBound, into: &memory) }
    return Array(bytes.prefix(count))
  }

  /// Appends a line by one write. A partial write is undone.
  ///
  /// - Parameter isTorn: whether a last line without a line end is what a killed process left, and is cut off.
  public func append(_ line: [UInt8], isTorn: (ArraySlice<UInt8>) -> Bool) throws(FileError) {
    let newline = UInt8(ascii: "\n")
    let count = try count()
    var (end, line) = (count, line)
    let tail = try bytes(max(0, end - Self.longestLine)..<end)
    if let last = tail.last, last != newline {
      let rest = tail[(tail.lastIndex(of: newline).map { $0 + 1 } ?? 0)...]
      if isTorn(rest) { end -= rest.count } else { line.insert(newline, at: 0) }
    }
    do {
      let written = unsafe try line.withUnsafeBytes { unsafe try descriptor.write(toAbsoluteOffset: Int64(end), $0) }
      // A partial write sets no error number.
      guard written == line.count else { throw Errno.noSpace }
      if end + line.count < count { try descriptor.resize(to: Int64(end + line.count)) }
    } catch {
      // The first error says more than one of the undoing.
      do { try descriptor.resize(to: Int64(count)) } catch {}
      throw FileError(path, cannotBe: "written", error)
    }
  }

  /// So much of the end is looked at. Of a longer last line without a line end nothing is cut off.
  private static let longestLine = 1 << 20

  /// Writes other bytes into the same file. They cover the old ones before the rest is cut off, so that at no time there are
  /// none.
  public func overwrite(with bytes: [UInt8]) throws(FileError) {
    try attempt(path, "written") {
      try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
      try descriptor.resize(to: Int64(bytes.count))
      try descriptor.synchronize()
    }
  }

  /// Puts a file with these bytes, the same mode and, where that is allowed, the same owner in its place.
  public func replace(by bytes: [UInt8]) throws(FileError) {
    try OutputFile.write(bytes, to: path)
    // Only the superuser may give files away.
    do { try path.setOwner(status.owner, status.group) } catch {}
  }
}
