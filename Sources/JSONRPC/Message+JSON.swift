public import JSON

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
