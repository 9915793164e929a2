import JSON

/// The error of a request, in its response.
public struct ResponseError: Error, Sendable, Hashable {
  /// The kind of an error. An open set, because a peer may send any number.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The number in the message.
    public var rawValue: Int
    /// Creates a code.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The bytes are not valid JSON.
    public static let parseError = Code(rawValue: -32700)
    /// The JSON is not a valid request, or the request is not allowed in this state.
    public static let invalidRequest = Code(rawValue: -32600)
    /// The method is not supported.
    public static let methodNotFound = Code(rawValue: -32601)
    /// The parameters are not valid for the method.
    public static let invalidParams = Code(rawValue: -32602)
    /// An internal error of the receiver.
    public static let internalError = Code(rawValue: -32603)
    /// The request came before `initialize`.
    public static let serverNotInitialized = Code(rawValue: -32002)
    /// The request was valid but failed.
    public static let requestFailed = Code(rawValue: -32803)
    /// The sender cancelled the request.
    public static let requestCancelled = Code(rawValue: -32800)
  }

  /// The kind of the error.
  public var code: Code
  /// A message for the user.
  public var message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Creates an error with `Code.invalidRequest`.
  public static func invalidRequest(_ message: String) -> ResponseError { ResponseError(.invalidRequest, message) }

  /// Reads an error from a peer; ignores malformed members.
  init(json: JSONValue) {
    code = Code(rawValue: json["code"]?.intValue ?? Code.internalError.rawValue)
    message = json["message"]?.stringValue ?? ""
  }

  var json: JSONValue {
    ["code": .integer(Int64(code.rawValue)), "message": .string(message)]
  }
}
