/// What users call a model: a path, `[org/]name[@revision]`, or the built-in one's name.
public enum ModelName {
  /// What the built-in model is called.
  public static let builtIn = "default"

  /// Whether it is a path, and not a name.
  public static func isPath(_ name: String) -> Bool {
    name.hasPrefix("/") || name.hasPrefix("~") || [".", ".."].contains(name.prefix { $0 != "/" })
  }
}
