import Foundation
import JSON
import TestSupport
import Testing

/// Runs the commands of the README.
struct ReadmeTests {
  /// The fenced block behind `<!-- run: NAME -->`.
  private func block(_ name: String) throws -> String {
    let readme = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
    let rest = try #require(readme.split(separator: "<!-- run: \(name) -->\n").dropFirst().first)
    let lines = rest.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    return lines.prefix { $0 != "```" }.joined(separator: "\n")
  }

  @Test func consoleExamplesShowTheRealOutput() throws {
    let readme = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
    let console = try #require(readme.split(separator: "```console\n").dropFirst().first?.split(separator: "```").first)
    let parts = console.split(separator: "$ ").map { $0.split(separator: "\n", maxSplits: 1) }
    let reviews = try #require(parts.first?.last)
    for part in parts.dropFirst() where part.count == 2 {
      let outcome = try Program.run(script: "cat > reviews.txt <<'END'\n\(reviews)END\n\(part[0])")
      #expect(roundingWeights(outcome.output) == roundingWeights(String(part[1])))
    }
  }

  /// Rounds word weights such as `+0.420` to a tenth, since further digits depend on the CPU.
  private func roundingWeights(_ output: String) -> String {
    output.replacing(/(?m)^[+-]\d\.\d{3}/) { String(format: "%.1f", Double($0.output) ?? .nan) }
  }

  @Test func shellPipeClassifies() throws {
    let outcome = try Program.run(script: block("classify"))
    #expect(outcome.output == "1\n")
  }

  @Test func shellPipeUsesTheServer() throws {
    let outcome = try Program.run(script: block("pipe"))
    let answer = try #require(try outcome.lines().first)
    #expect(answer["id"] == 1)
    #expect(answer["result"]?["results"]?[0]?["label"] == "negative")
    #expect(outcome.status == 0)
  }

  @Test func pythonUsesTheServer() throws {
    let outcome = try Program.run(script: block("python"), with: "python3")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.split(separator: "\n").map { $0.prefix(8) } == ["positive", "negative"])
  }
}
