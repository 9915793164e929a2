/// The version of the package, its server and its command.
public let version = "0.1.0"
