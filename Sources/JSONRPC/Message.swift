public import JSON

/// One JSON-RPC 2.0 message.
public enum Message: Sendable, Hashable {
  case request(Request)
  case notification(Notification)
  case response(Response)
}

/// A message that expects exactly one response.
public struct Request: Sendable, Hashable {
  /// The caller's id; the response has the same.
  public var id: RequestID
  /// The name of the method.
  public var method: String
  /// The arguments; nil and null mean none.
  public var params: JSONValue?

  /// Creates a request.
  public init(id: RequestID, method: String, params: JSONValue? = nil) {
    self.id = id
    self.method = method
    self.params = params
  }
}

/// A message without a response.
public struct Notification: Sendable, Hashable {
  /// The name of the method.
  public var method: String
  /// The arguments; nil and null mean none.
  public var params: JSONValue?

  /// Creates a notification.
  public init(method: String, params: JSONValue? = nil) {
    self.method = method
    self.params = params
  }
}

/// The response to a request.
public struct Response: Sendable, Hashable {
  /// The request's id; nil if the request was invalid and its id is unknown.
  public var id: RequestID?
  /// The result or the error.
  public var result: Result<JSONValue, ResponseError>

  /// Creates a response.
  public init(id: RequestID?, result: Result<JSONValue, ResponseError>) {
    self.id = id
    self.result = result
  }
}

/// The id of a request and its response.
public enum RequestID: Sendable, Hashable {
  case integer(Int64)
  /// Beyond `Int64.max`.
  case unsigned(UInt64)
  case string(String)

  /// Reads an id; nil if the value is neither an integer nor a string.
  public init?(_ json: JSONValue) {
    switch json {
    case .integer(let value): self = .integer(value)
    case .unsigned(let value): self = Int64(exactly: value).map(Self.integer) ?? .unsigned(value)
    case .string(let value): self = .string(value)
    default: return nil
    }
  }

  /// The id as JSON.
  public var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .unsigned(let value): .unsigned(value)
    case .string(let value): .string(value)
    }
  }
}

/// An error in a received message, with the response for the sender.
public struct InvalidMessage: Error, Sendable, Hashable {
  /// The message's id, if it is valid.
  public var id: RequestID?
  /// The error for the response.
  public var error: ResponseError
  /// Whether the sender may have meant a notification.
  public var mayBeNotification = true
}

extension Message {
  /// Parses a message. LSP has no batches, so an array is an error.
  ///
  /// - Throws: `InvalidMessage` with the error for the response.
  public init(_ json: JSONValue) throws(InvalidMessage) {
    guard let object = json.objectValue else {
      throw InvalidMessage(error: .invalidRequest("A message must be a JSON object; batches are not supported."))
    }
    let id = object["id"].flatMap(RequestID.init)
    func invalid(_ reason: String) -> InvalidMessage {
      InvalidMessage(id: id, error: .invalidRequest(reason), mayBeNotification: object["id"] == nil)
    }

    guard object["jsonrpc"] == .string("2.0") else { throw invalid("A message needs \"jsonrpc\": \"2.0\".") }
    if let method = object["method"] {
      guard let method = method.stringValue else { throw invalid("\"method\" must be a string.") }
      if let id {
        self = .request(Request(id: id, method: method, params: object["params"]))
      } else if object["id"] == nil {
        self = .notification(Notification(method: method, params: object["params"]))
      } else {
        throw invalid("\"id\" must be an integer or a string.")
      }
    } else if let error = object["error"] {
      self = .response(Response(id: id, result: .failure(ResponseError(json: error))))
    } else if let result = object["result"] {
      self = .response(Response(id: id, result: .success(result)))
    } else {
      throw invalid("A message needs a \"method\".")
    }
  }

  /// The message as JSON.
  public var json: JSONValue {
    var object = JSONObject()
    object["jsonrpc"] = "2.0"
    switch self {
    case .request(let request):
      object["id"] = request.id.json
      object["method"] = .string(request.method)
      object["params"] = request.params
    case .notification(let notification):
      object["method"] = .string(notification.method)
      object["params"] = notification.params
    case .response(let response):
      object["id"] = response.id?.json ?? .null
      switch response.result {
      case .success(let result): object["result"] = result
      case .failure(let error): object["error"] = error.json
      }
    }
    return .object(object)
  }
}
