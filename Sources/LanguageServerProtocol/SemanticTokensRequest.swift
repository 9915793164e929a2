/// `textDocument/semanticTokens/full`: which parts of a document mean what?
public struct SemanticTokensRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/semanticTokens/full"

  /// The document.
  public var textDocument: TextDocumentIdentifier
}

/// `textDocument/semanticTokens/full/delta`: what has changed in that since an answer?
public struct SemanticTokensDeltaRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/semanticTokens/full/delta"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The answer's `resultId`.
  public var previousResultId: String
}

/// `textDocument/semanticTokens/range`: the same for a part of a document.
public struct SemanticTokensRangeRequest: MessageParameters {
  /// The method's name on the wire.
  public static let method = "textDocument/semanticTokens/range"

  /// The document.
  public var textDocument: TextDocumentIdentifier
  /// The part of it that is to be shown.
  public var range: PositionRange
}

/// All tokens of a document, five numbers each: lines from the token before, characters from it or from the line's start,
/// length, type, and modifiers as bits.
public struct SemanticTokens: Encodable, Sendable {
  /// Names this answer; nil where no changes of it can be asked for.
  public var resultId: String?
  /// The numbers.
  public var data: [Int]

  /// An answer.
  public init(resultId: String? = nil, data: [Int]) {
    self.resultId = resultId
    self.data = data
  }
}

/// What has changed in the numbers of an answer.
public struct SemanticTokensDelta: Encodable, Sendable {
  /// A stretch of numbers that others take the place of.
  public struct Edit: Encodable, Hashable, Sendable {
    /// The first.
    public var start: Int
    /// How many go.
    public var deleteCount: Int
    /// Those that come.
    public var data: [Int]

    /// A stretch that others take the place of.
    public init(start: Int, deleteCount: Int, data: [Int]) {
      self.start = start
      self.deleteCount = deleteCount
      self.data = data
    }
  }

  /// Names this answer.
  public var resultId: String
  /// The changes.
  public var edits: [Edit]

  /// An answer.
  public init(resultId: String, edits: [Edit]) {
    self.resultId = resultId
    self.edits = edits
  }
}

/// The words that the numbers of semantic tokens stand for.
public struct SemanticTokensLegend: Encodable, Sendable {
  /// By number.
  public var tokenTypes: [String]
  /// By bit.
  public var tokenModifiers: [String]

  /// These words.
  public init(tokenTypes: [String], tokenModifiers: [String]) {
    self.tokenTypes = tokenTypes
    self.tokenModifiers = tokenModifiers
  }
}

/// `workspace/semanticTokens/refresh`: the client should ask again for the tokens of all documents.
public enum SemanticTokensRefreshRequest {
  /// The method's name on the wire.
  public static let method = "workspace/semanticTokens/refresh"
}
