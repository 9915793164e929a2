extension Configuration {
  /// What the logits mean.
  public var problem: Problem { .singleLabel }
}
