/// What becomes of the tokens of a text in the end: what stands around them, and which places they keep.
struct PostProcessor: Sendable {
  /// The ids that begin and end a sequence, where the file says so.
  var startAndEnd: (start: Int, end: Int)?

  /// Gives tokens their final places.
  func adjustRanges(of tokens: inout [Token]) {}
}
