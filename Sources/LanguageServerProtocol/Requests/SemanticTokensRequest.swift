/// `textDocument/semanticTokens/full`: which parts of a document mean what?
package struct SemanticTokensRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/full"

  package var textDocument: TextDocumentIdentifier
}

/// `textDocument/semanticTokens/full/delta`: what has changed in that since an answer?
package struct SemanticTokensDeltaRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/full/delta"

  package var textDocument: TextDocumentIdentifier
  /// The answer's `resultId`.
  package var previousResultId: String
}

/// `textDocument/semanticTokens/range`: the same for a part of a document.
package struct SemanticTokensRangeRequest: MessageParameters {
  package static let method = "textDocument/semanticTokens/range"

  package var textDocument: TextDocumentIdentifier
  package var range: PositionRange
}

/// All tokens of a document, five numbers each: lines from the token before, characters from it or from the line's start,
/// length, type, and modifiers as bits.
package struct SemanticTokens: Encodable, Sendable {
  /// Names this answer; nil where no changes of it can be asked for.
  package var resultId: String?
  package var data: [Int]

  package init(resultId: String? = nil, data: [Int]) {
    self.resultId = resultId
    self.data = data
  }
}

/// What has changed in the numbers of an answer.
package struct SemanticTokensDelta: Encodable, Sendable {
  /// A stretch of numbers that others take the place of.
  package struct Edit: Encodable, Hashable, Sendable {
    package var start: Int
    package var deleteCount: Int
    package var data: [Int]

    package init(start: Int, deleteCount: Int, data: [Int]) {
      self.start = start
      self.deleteCount = deleteCount
      self.data = data
    }
  }

  package var resultId: String
  package var edits: [Edit]

  package init(resultId: String, edits: [Edit]) {
    self.resultId = resultId
    self.edits = edits
  }
}
