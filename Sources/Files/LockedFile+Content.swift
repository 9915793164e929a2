import SystemPackage

extension LockedFile {
  /// The size in bytes.
  public func count() throws(FileError) -> Int { Int(try attempt(path, "read") { try Stat(descriptor).size }) }

  /// Reads the file, or its first `limit` bytes.
  public func bytes(atMost limit: Int) throws(FileError) -> [UInt8] { try bytes(0..<min(count(), limit)) }

  private func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var span = bytes.mutableSpan
    var memory = unsafe span.mutableBytes
    let count = try attempt(path, "read") { try descriptor.readAll(at: range.lowerBound, into: &memory) }
    return Array(bytes.prefix(count))
  }

  /// Appends a line by one write; undoes a partial write.
  ///
  /// - Parameter isTorn: whether a last line without a line end is a killed process's partial line, which is removed.
  public func append(_ line: [UInt8], isTorn: (ArraySlice<UInt8>) -> Bool) throws(FileError) {
    let newline = UInt8(ascii: "\n")
    let count = try count()
    var (end, line) = (count, line)
    let tail = try bytes(max(0, end - Self.lineLengthLimit)..<end)
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
      // Reports the first error rather than one of the undoing.
      do { try descriptor.resize(to: Int64(count)) } catch {}
      throw FileError(path, cannotBe: "written", error)
    }
  }

  /// The bytes to search for the last line's start. A longer partial line is not removed.
  private static let lineLengthLimit = 1 << 20

  /// Overwrites the content in place and then truncates the file, so that it is never empty.
  public func overwrite(with bytes: [UInt8]) throws(FileError) {
    try attempt(path, "written") {
      try descriptor.writeAll(toAbsoluteOffset: 0, bytes)
      try descriptor.resize(to: Int64(bytes.count))
      try descriptor.synchronize()
    }
  }

  /// Replaces the file by a new one with these bytes, the same permissions and, if allowed, the same owner.
  public func replace(by bytes: [UInt8]) throws(FileError) { try OutputFile.write(bytes, to: path) }
}
