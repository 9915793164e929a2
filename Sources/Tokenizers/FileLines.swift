/// The lines of a file, one after the other: an array of them all could take many times as much memory as the file.
///
/// Each line end is a LF, which is no part of the line; behind the last one comes no line.
struct FileLines: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  init(of bytes: [UInt8]) { rest = bytes[...] }

  mutating func next() -> ArraySlice<UInt8>? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = rest[end...].dropFirst() }
    return rest[..<end]
  }
}
