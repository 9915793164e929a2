/// What becomes of the tokens of a text in the end: what stands around them, and which places they keep.
struct PostProcessor: Sendable {
  /// The ids that begin and end a sequence, where the file says so.
  var startAndEnd: (start: Int, end: Int)?
  /// One for each time that white space is taken off the places of tokens; see ``OffsetTrimming``.
  var trimsPrefixSpaces: [Bool] = []
}
