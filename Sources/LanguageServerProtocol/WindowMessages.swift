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

/// `window/showMessageRequest`: a question to the user. The answer is one of the actions, or null.
public struct ShowMessageRequest: ServerMessage {
  /// The method's name on the wire.
  public static let method = "window/showMessageRequest"

  /// An answer that the user can choose.
  public struct Action: Encodable, Sendable {
    /// What the user reads.
    public var title: String
    /// An answer of that title.
    public init(title: String) { self.title = title }
  }

  /// How bad the news is.
  public var type: MessageType
  /// The question.
  public var message: String
  /// The answers.
  public var actions: [Action]

  /// A question to the user.
  public init(type: MessageType, message: String, actions: [Action]) {
    (self.type, self.message, self.actions) = (type, message, actions)
  }
}
