extension JSONValue {
  /// Parses one JSON text in UTF-8, strictly by RFC 8259.
  ///
  /// In addition to the RFC's grammar, throws for a duplicate key in an object and for a number too large for a `Double`.
  /// An escaped surrogate without its partner becomes U+FFFD. A byte order mark at the start is skipped.
  ///
  /// Memory is proportional to the text: a text whose values need more than `limits` is rejected before anything is
  /// built. A uniquely referenced array with room for one more byte is parsed without a copy.
  public init(parsing bytes: consuming [UInt8], limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: consume bytes, limits: limits, pieceSize: ReadingPlan.defaultPieceSize)
  }

  /// Parses one JSON text in UTF-8, strictly by RFC 8259.
  public init(parsing bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: Array(bytes), limits: limits)
  }

  /// Parses one JSON text, strictly by RFC 8259.
  public init(parsing text: String, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: text.utf8, limits: limits)
  }

  /// - Parameter pieceSize: the bytes of text that json-c parses at once.
  init(parsing bytes: consuming [UInt8], limits: Limits, pieceSize: Int) throws(JSONError) {
    let limits = limits.clamped
    let size = bytes.count
    guard size <= limits.bytes else {
      throw JSONError(line: 1, column: 1, reason: "the text has \(size) bytes, more than the \(limits.bytes) allowed")
    }

    // json-c builds the tree, but it accepts invalid JSON, misreads some valid JSON, and needs up to 400 times the text's
    // memory. So a strict scan goes first: it finds every error, repairs places that json-c would misread, and plans the
    // pieces of a long text.
    var scan = StrictScan(consume bytes, limits: limits, pieceSize: pieceSize)
    try scan.run()
    if let value = try PieceReader.value(of: scan, depth: limits.depth) {
      self = value
    } else {
      // A second scan finds the duplicate key; the first would be too slow with this search.
      var search = StrictScan(forDuplicatesIn: scan)
      try search.run()
      throw JSONError(line: 1, column: 1, reason: "json-c dropped a member of an object")
    }
  }
}
