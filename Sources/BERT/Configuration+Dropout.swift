import JSON

extension Configuration {
  /// Other dropout probabilities than the file's, which are then written in their place; nil leaves one as it is.
  public mutating func setDropout(hidden: Double? = nil, attention: Double? = nil, classifier: Double? = nil) {
    let keys = family.keys
    func set(_ property: WritableKeyPath<Configuration, Float>, _ key: String, _ value: Double?) {
      guard let value else { return }
      self[keyPath: property] = Float(value)
      source[key] = .double(value)
    }
    // What the classifier takes from the layers where the file does not say otherwise goes along with them.
    let follows = family != .distilbert && (source[keys.classifierDropout]?.isNull ?? true)
    set(\.hiddenDropout, keys.hiddenDropout, hidden)
    set(\.attentionDropout, keys.attentionDropout, attention)
    if follows { classifierDropout = hiddenDropout }
    set(\.classifierDropout, keys.classifierDropout, classifier)
  }
}
