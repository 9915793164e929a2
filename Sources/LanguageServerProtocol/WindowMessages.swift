/// How bad news is.
public enum MessageType: Int, Encodable, Sendable {
  case error = 1
  case warning = 2
  case info = 3
  case log = 4
}

/// `window/showMessage`: a sentence that the user should see.
public struct ShowMessageNotification: ServerMessage {
  /// The method's name on the wire.
  public static let method = "window/showMessage"

  /// How bad the news is.
  public var type: MessageType
  /// The sentence.
  public var message: String

  /// A sentence that the user should see.
  public init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}

/// `window/logMessage`: a sentence for the client's log.
public struct LogMessageNotification: ServerMessage {
  /// The method's name on the wire.
  public static let method = "window/logMessage"

  /// How bad the news is.
  public var type: MessageType
  /// The sentence.
  public var message: String

  /// A sentence for the client's log.
  public init(type: MessageType, message: String) {
    self.type = type
    self.message = message
  }
}
