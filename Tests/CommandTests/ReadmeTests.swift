import Foundation
import JSON
import TestSupport
import Testing

/// Runs what the README tells people to type.
struct ReadmeTests {
  /// The fenced block behind `<!-- run: NAME -->`.
  private func block(_ name: String) throws -> String {
    let readme = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
    let rest = try #require(readme.split(separator: "<!-- run: \(name) -->\n").dropFirst().first)
    let lines = rest.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    return lines.prefix { $0 != "```" }.joined(separator: "\n")
  }

  @Test func theOutputThatIsShownIsWhatComesOut() throws {
    let readme = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
    let console = try #require(readme.split(separator: "```console\n").dropFirst().first?.split(separator: "```").first)
    let parts = console.split(separator: "$ ").map { $0.split(separator: "\n", maxSplits: 1) }
    let reviews = try #require(parts.first?.last)
    for part in parts.dropFirst() where part.count == 2 {
      let outcome = try Program.run(script: "cat > reviews.txt <<'END'\n\(reviews)END\n\(part[0])")
      #expect(withoutLastDigits(outcome.output) == withoutLastDigits(String(part[1])))
    }
  }

  /// The weights of words, `+0.420`, to a tenth: behind that they depend on the CPU, with or without int8.
  private func withoutLastDigits(_ output: String) -> String {
    output.replacing(/(?m)^[+-]\d\.\d{3}/) { String(format: "%.1f", Double($0.output) ?? .nan) }
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
