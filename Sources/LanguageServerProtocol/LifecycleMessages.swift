// Messages without parameters, or with none that the server reads.

/// `initialized`: the client has read the answer to `initialize`.
public enum InitializedNotification {
  /// The method's name on the wire.
  public static let method = "initialized"
}

/// `shutdown`: the client wants nothing more than `exit`.
public enum ShutdownRequest {
  /// The method's name on the wire.
  public static let method = "shutdown"
}

/// `exit`: end the process, with code 0 after `shutdown` and 1 without.
public enum ExitNotification {
  /// The method's name on the wire.
  public static let method = "exit"
}

/// `$/cancelRequest`: the answer to the request `id` is no longer wanted.
public enum CancelNotification {
  /// The method's name on the wire.
  public static let method = "$/cancelRequest"
}

/// `sentiment/status`: how is the server?
public enum StatusRequest {
  /// The method's name on the wire.
  public static let method = "sentiment/status"
}
