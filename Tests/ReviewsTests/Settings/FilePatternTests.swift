import Files
import JSON
import Testing

@testable import Reviews

struct FilePatternTests {
  @Test func appliesPatternsInOrder() {
    let (settings, warnings) = applied(
      [
        "column": "text",
        "files": [
          "*.csv": ["column": "body", "severity": ["neutral": "hint", "negative": "error"]],
          "**/reviews/*": ["column": 2, "severity": ["negative": nil], "minimumLength": 1],
          "notes/**": ["enable": false],
        ],
      ], folder: "/p")
    #expect(warnings == [])
    let rows: [(String?, [String], Bool, Int)] = [
      (nil, ["text"], true, 2), ("/p/a.txt", ["text"], true, 2), ("/p/a.csv", ["body"], true, 2),
      ("/p/x/reviews/a.csv", ["2"], true, 1), ("/p/x/../reviews/./a.csv", ["2"], true, 1),
      ("/p/notes/a.csv", ["body"], false, 2),
      ("/q/notes/a.csv", ["body"], true, 2),
    ]
    for (path, columns, isEnabled, length) in rows {
      let found = settings.settings(forFile: path.map { FilePath($0) })
      #expect(found.rules.columns == columns && found.isEnabled == isEnabled, "\(path ?? "-")")
      #expect(found.rules.minimumLength == length, "\(path ?? "-")")
    }
    let merged = settings.settings(forFile: "/p/reviews/a.csv").severities
    #expect(merged == [.negative: .warning, .neutral: .hint, .mixed: .information])
  }

  @Test func mergesPatternsOfLaterSources() {
    let settings = applied(
      ["files": ["*.csv": ["column": "a", "minimumLength": 4], "b.*": ["column": "b"]]],
      ["files": ["*.csv": ["column": "c"]]]
    ).settings.settings(forFile: "/p/b.csv")
    #expect(settings.rules.columns == ["c"] && settings.rules.minimumLength == 4)
  }

  @Test func includesFilesByFormatPatternAndExclusion() {
    let settings = applied(
      [
        "exclude": ["vendor", "/p/build/**", "drafts/"],
        "files": ["*.md": ["language": "markdown"], "off.*": ["enable": false]],
      ], folder: "/p"
    ).settings
    let rows: [(String?, DocumentFormat, Bool)] = [
      (nil, .plaintext, true), (nil, .markdown, false), ("/p/a.txt", .plaintext, true), ("/p/a.json", .json, false),
      ("/p/a.md", .markdown, true), ("/p/off.txt", .plaintext, false), ("/p/vendor/x/a.txt", .plaintext, false),
      ("/p/x/vendor/a.txt", .plaintext, false), ("/p/vendored/a.txt", .plaintext, true),
      ("/p/build/a.txt", .plaintext, false), ("/p/x/drafts/a.md", .markdown, false), ("/p/drafts", .plaintext, true),
    ]
    for (path, format, isIncluded) in rows {
      let file = path.map { FilePath($0) }
      #expect(settings.settings(forFile: file).isIncluded(file, format) == isIncluded, "\(path ?? "-")")
    }
    #expect(settings.settings(forFile: "/p/a.md").format == .markdown)
    #expect(!applied(["enable": false]).settings.isIncluded("/p/a.txt", .plaintext))
  }
}
