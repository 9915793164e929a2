// A static build, which compiles this target, too, has no Testing.
#if canImport(Testing)
  package import Testing

  /// Expects an error whose description contains the sentence.
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
