extension DecodingError {
  /// What is wrong and where: `contentChanges[0].text: expected a string, found null`.
  public var sentence: String {
    let context: Context
    switch self {
    case .typeMismatch(_, let found), .valueNotFound(_, let found): context = found
    case .keyNotFound(_, let found), .dataCorrupted(let found): context = found
    @unknown default: return "\(self)"
    }
    let path = context.codingPath.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }
}
