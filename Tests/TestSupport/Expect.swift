// A static build also compiles this target, without Testing.
#if canImport(Testing)
  package import Testing

  /// Expects an error whose description contains a text.
  package func expect(
    _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("no error; expected \(sentence)", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)".contains(sentence), "\(error)", sourceLocation: sourceLocation)
    }
  }
#endif
