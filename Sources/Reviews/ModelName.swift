/// The name of a model: a path, `[org/]name[@revision]`, or the name of the built-in model.
public enum ModelName {
  /// The name of the built-in model.
  public static let builtIn = "default"

  /// Whether a name is a path to a folder.
  public static func isPath(_ name: String) -> Bool {
    name.hasPrefix("/") || name.hasPrefix("~") || [".", ".."].contains(name.prefix { $0 != "/" })
  }
}
