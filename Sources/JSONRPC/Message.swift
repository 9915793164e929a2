public import JSON

/// One JSON-RPC 2.0 message.
public enum Message: Sendable, Hashable {
  case request(Request)
  case notification(Notification)
  case response(Response)
}

/// A call that wants exactly one response.
public struct Request: Sendable, Hashable {
  /// Chosen by the caller; the response repeats it.
  public var id: RequestID
  /// The name of what is called.
  public var method: String
  /// The arguments; nil and null mean none.
  public var params: JSONValue?

  /// A call of `method`.
  public init(id: RequestID, method: String, params: JSONValue? = nil) {
    self.id = id
    self.method = method
    self.params = params
  }
}

/// A message that wants no answer.
public struct Notification: Sendable, Hashable {
  /// The name of what happened.
  public var method: String
  /// The arguments; nil and null mean none.
  public var params: JSONValue?

  /// News called `method`.
  public init(method: String, params: JSONValue? = nil) {
    self.method = method
    self.params = params
  }
}

/// The one answer to a request.
public struct Response: Sendable, Hashable {
  /// The request's id; nil where the request was too broken to have one.
  public var id: RequestID?
  /// What the request was answered with.
  public var result: Result<JSONValue, ResponseError>

  /// The answer to the request `id`.
  public init(id: RequestID?, result: Result<JSONValue, ResponseError>) {
    self.id = id
    self.result = result
  }
}

/// Ties a response to its request.
public enum RequestID: Sendable, Hashable {
  case integer(Int64)
  /// Beyond `Int64.max`.
  case unsigned(UInt64)
  case string(String)

  /// Nil where the value is no integer and no string.
  public init?(_ json: JSONValue) {
    switch json {
    case .integer(let value): self = .integer(value)
    case .unsigned(let value): self = Int64(exactly: value).map(Self.integer) ?? .unsigned(value)
    case .string(let value): self = .string(value)
    default: return nil
    }
  }

  /// As it stands in a message.
  public var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .unsigned(let value): .unsigned(value)
    case .string(let value): .string(value)
    }
  }
}
