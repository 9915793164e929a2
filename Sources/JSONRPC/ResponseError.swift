import JSON

/// The failure of a request, told to the one who asked.
public struct ResponseError: Error, Sendable, Hashable {
  /// What kind of failure it is. Open: a peer may send any number.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The number on the wire.
    public var rawValue: Int
    /// A code with this number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The bytes are no JSON.
    public static let parseError = Code(rawValue: -32700)
    /// The JSON is no request, or one that has no place here and now.
    public static let invalidRequest = Code(rawValue: -32600)
    /// Nobody here knows the method.
    public static let methodNotFound = Code(rawValue: -32601)
    /// The arguments do not fit the method.
    public static let invalidParams = Code(rawValue: -32602)
    /// The fault is on this side.
    public static let internalError = Code(rawValue: -32603)
    /// The request came before `initialize`.
    public static let serverNotInitialized = Code(rawValue: -32002)
    /// The request was right and could not be fulfilled.
    public static let requestFailed = Code(rawValue: -32803)
    /// The one who asked took the request back.
    public static let requestCancelled = Code(rawValue: -32800)
  }

  /// What kind of failure it is.
  public var code: Code
  /// One sentence for a person.
  public var message: String

  /// A failure of the kind `code`.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// A failure of the kind `Code.invalidRequest`.
  public static func invalidRequest(_ message: String) -> ResponseError { ResponseError(.invalidRequest, message) }

  /// Reads what a peer sent, whatever its shape.
  init(json: JSONValue) {
    code = Code(rawValue: json["code"]?.intValue ?? Code.internalError.rawValue)
    message = json["message"]?.stringValue ?? ""
  }

  var json: JSONValue {
    ["code": .integer(Int64(code.rawValue)), "message": .string(message)]
  }
}
