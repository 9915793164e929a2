extension JSONValue {
  /// Reads one JSON text in UTF-8, strictly by RFC 8259.
  ///
  /// Beyond the RFC's grammar: a key that occurs twice in an object is an error, as is a number too large for a `Double`;
  /// an escaped surrogate without its partner becomes U+FFFD; a byte order mark at the start is skipped.
  ///
  /// Memory stays in proportion to the text: nothing is built of a text whose values would take more than `limits` allow. An
  /// array that nobody else holds, with room for one byte more, is read without a copy.
  public init(parsing bytes: consuming [UInt8], limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: consume bytes, limits: limits, pieceSize: ReadingPlan.usualPieceSize)
  }

  /// Reads one JSON text in UTF-8, strictly by RFC 8259.
  public init(parsing bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: Array(bytes), limits: limits)
  }

  /// Reads one JSON text, strictly by RFC 8259.
  public init(parsing text: String, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: text.utf8, limits: limits)
  }

  /// - Parameter pieceSize: how much text json-c gets at once.
  init(parsing bytes: consuming [UInt8], limits: Limits, pieceSize: Int) throws(JSONError) {
    let limits = limits.possible
    let size = bytes.count
    guard size <= limits.bytes else {
      throw JSONError(line: 1, column: 1, reason: "the text has \(size) bytes, more than the \(limits.bytes) allowed")
    }

    // json-c builds the tree but takes much that is not JSON, misreads some that is, and needs up to 400 times the text. So
    // a strict scan goes first: it finds every error, rewrites what json-c would misread, and plans how a long text is read
    // in pieces.
    var scan = StrictScan(consume bytes, limits: limits, pieceSize: pieceSize)
    try scan.run()
    if let value = try PieceReader.value(of: scan, depth: limits.depth) {
      self = value
    } else {
      // Only now is it worth the time to look which key occurs twice.
      var search = StrictScan(forDuplicatesIn: scan)
      try search.run()
      throw JSONError(line: 1, column: 1, reason: "json-c dropped a member of an object")
    }
  }
}
