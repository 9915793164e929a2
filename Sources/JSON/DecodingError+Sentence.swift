extension DecodingError {
  /// What is wrong and where: `contentChanges[0].text: expected a string, found null`.
  public var sentence: String {
    guard let context else { return "\(self)" }
    let path = context.codingPath.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }

  /// The keys from the root to the wrong value.
  public var path: [String] { context?.codingPath.map(\.stringValue) ?? [] }

  private var context: Context? {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context): context
    case .keyNotFound(_, let context), .dataCorrupted(let context): context
    @unknown default: nil
    }
  }
}
