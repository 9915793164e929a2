import Testing

@testable import Reviews

struct IgnorePatternTests {
  @Test func stopsPatternsAfterTheTimeLimit() throws {
    let text = String(repeating: "a", count: 60)
    for pattern in ["(a+)+b", "(a|aa)+b", ".*a.*a.*a.*a.*a.*b"] {
      var slow = try #require(IgnorePattern(pattern, timeLimit: .milliseconds(10)))
      #expect(slow.matches(text) == nil, "\(pattern)")
    }
    var quick = try #require(IgnorePattern("(?i)REFUND|退款", timeLimit: .seconds(10)))
    #expect(quick.matches("I want a refund.") == true && quick.matches("😀 我要退款") == true)
    #expect(quick.matches(text) == false)
  }
}
