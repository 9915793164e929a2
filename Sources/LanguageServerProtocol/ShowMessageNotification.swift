/// `window/showMessage`: a sentence that the user should see.
public struct ShowMessageNotification: ServerNotification {
  /// The method's name on the wire.
  public static let method = "window/showMessage"

  /// How bad the news is.
  public enum Kind: Int, Encodable, Sendable {
    case error = 1
    case warning = 2
  }

  /// How bad the news is.
  public var type: Kind
  /// The sentence.
  public var message: String

  /// A sentence that the user should see.
  public init(type: Kind, message: String) {
    self.type = type
    self.message = message
  }
}
