import JSONRPC

extension ResponseError {
  static let cancelled = ResponseError(.requestCancelled, "The request was cancelled.")

  /// The same error with a message that clients can show.
  var plain: ResponseError {
    var error = self
    error.message = plainText(message)
    return error
  }
}

/// The error of a response. Its message is plain text.
func responseError(_ error: any Error) -> ResponseError {
  (error as? ResponseError ?? ResponseError(.internalError, "\(error)")).plain
}
