import Foundation
import JSON
import Testing

/// Runs what the README tells people to type.
struct ReadmeTests {
  /// The fenced block behind `<!-- run: NAME -->`.
  private func block(_ name: String) throws -> String {
    let readme = try String(contentsOf: Program.packageFolder.appending(path: "README.md"), encoding: .utf8)
    let rest = try #require(readme.split(separator: "<!-- run: \(name) -->\n").dropFirst().first)
    let lines = rest.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    return lines.prefix { $0 != "```" }.joined(separator: "\n")
  }

  @Test func aShellPipeClassifies() throws {
    let outcome = try Program.run(script: block("classify"))
    #expect(outcome.output == "1\n")
  }

  @Test func aShellPipeDrivesTheServer() throws {
    let outcome = try Program.run(script: block("pipe"))
    let answer = try #require(try outcome.lines().first)
    #expect(answer["id"] == 1)
    #expect(answer["result"]?["results"]?[0]?["label"] == "negative")
    #expect(outcome.status == 0)
  }

  @Test func pythonDrivesTheServer() throws {
    let outcome = try Program.run(script: block("python"), with: "python3")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.split(separator: "\n").map { $0.prefix(8) } == ["positive", "negative"])
  }
}
