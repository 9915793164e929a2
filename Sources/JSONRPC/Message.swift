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

/// Why a JSON value is no message, and whom to tell.
public struct InvalidMessage: Error, Sendable, Hashable {
  /// The id that the sender used, where it can be read.
  public var id: RequestID?
  /// What to answer.
  public var error: ResponseError
  /// Whether the sender may have meant a notification.
  public var mayBeNotification = true
}

extension Message {
  /// Reads a message. LSP has no batches, so an array is refused.
  ///
  /// - Throws: `InvalidMessage`, which says what to answer to whom.
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

  /// As it goes over the wire.
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
