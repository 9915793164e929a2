import Foundation
import JSON
import Testing

@testable import SentimentAnalysis

/// A folder of files that is gone afterwards, and what was said of them.
private final class Project {
  let folder: URL
  var settings = ProjectSettings()
  var told: [String] = []

  init(_ files: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "project-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in files { try write(path, text) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ path: String) -> String { folder.appending(path: path).path }

  func write(_ path: String, _ text: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func refresh() -> Bool { settings.refresh() }

  func settings(of path: String, over base: Settings = Settings()) -> Settings {
    settings(ofPath: self.path(path), over: base)
  }

  func settings(ofPath path: String, over base: Settings) -> Settings {
    settings.settings(over: base, forFile: path) { told.append($0) }
  }
}

struct ProjectSettingsTests {
  @Test func theNearestFileGoesBeforeTheOthersAndPatternsBeforeAll() throws {
    let project = try Project([
      ".sentiment.json": #"{"debounce": 1, "minimumLength": 1, "files": {"*.csv": {"column": "outer"}}}"#,
      "a/.sentiment.json":
        #"{"sentiment": {"debounce": 2}, "column": "plain", "files": {"b/x.csv": {"column": "inner"}}}"#,
    ])
    var base = Settings()
    (base.debounce, base.minimumConfidence, base.rules.minimumLength) = (9, 0.9, 9)
    let rows = [
      ("x.txt", 1, [], 1), ("a/x.txt", 2, ["plain"], 1), ("a/b/x.csv", 2, ["inner"], 1), ("a/b/y.csv", 2, ["outer"], 1),
      ("a/b/c/x.csv", 2, ["outer"], 1),
    ]
    for (file, debounce, columns, length) in rows {
      let settings = project.settings(of: file, over: base)
      #expect(settings.debounce == debounce && settings.rules.columns == columns, "\(file)")
      #expect(settings.rules.minimumLength == length && settings.minimumConfidence == 0.9, "\(file)")
    }
    #expect(project.told == [])
    base.debounce = 5
    #expect(project.settings(ofPath: "relative.txt", over: base) == base)
  }

  @Test func whatAFileSaidBeforeHoldsWhileItIsNoJSON() throws {
    let project = try Project([".sentiment.json": #"{"debounce": 7}"#])
    #expect(project.settings(of: "x.txt").debounce == 7)
    for (text, debounce) in [(#"{"debounce": }"#, 7), ("", 7), (#"{"debounce": 8}"#, 8), ("{", 8)] {
      try project.write(".sentiment.json", text)
      #expect(project.refresh() && project.settings(of: "x.txt").debounce == debounce)
      #expect(!project.refresh())
    }
    #expect(project.told.count == 3 && project.told.allSatisfy { $0.hasSuffix("; what it said before still holds") })
    try FileManager.default.removeItem(atPath: project.path(".sentiment.json"))
    #expect(project.refresh() && project.settings(of: "x.txt") == Settings())
  }

  @Test func troubleIsToldOnceAndTheFileCountsAsEmpty() throws {
    let project = try Project([
      "a/.sentiment.json": "{\n  \"debounce\": }", "b/.sentiment.json": #"{"debouncee": 1, "debounce": 7, "modle": 1}"#,
      "c/.sentiment.json": "[]", "d/.sentiment.json": "{\"a\": \"\(String(repeating: "x", count: 1 << 20))\"}",
      "e/.sentiment.json/x": "", "f/.sentiment.json": "// no comments\n{}",
    ])
    let rows: [(String, [String])] = [
      ("a", ["line 2, column 15: "]),
      ("b", ["there is no setting sentiment.debouncee; did", "there is no setting sentiment.modle; did"]),
      ("c", ["sentiment should be an object, is []"]), ("d", ["1048576 bytes"]), ("e", ["is not a file"]),
      ("f", ["line 1, column 1: "]),
    ]
    for (folder, sentences) in rows {
      project.told = []
      for file in ["x.txt", "y.txt", "sub/z.txt"] {
        #expect(project.settings(of: "\(folder)/\(file)").debounce == (folder == "b" ? 7 : 50))
      }
      #expect(project.told.count == sentences.count, "\(project.told)")
      for (told, sentence) in zip(project.told, sentences) {
        #expect(told.contains(sentence) && told.hasPrefix(project.path("\(folder)/.sentiment.json")), "\(told)")
      }
    }
  }

  @Test func aPipeDoesNotHoldAnythingUp() throws {
    let project = try Project(["x.txt": ""])
    #expect(unsafe mkfifo(project.path(".sentiment.json"), 0o600) == 0)
    #expect(project.settings(of: "x.txt") == Settings())
    #expect(project.told.count == 1)
  }

  @Test func filesThatComeChangeOrGoAreNoticed() throws {
    let project = try Project(["a/x.txt": ""])
    func debounce() -> Int { project.settings(of: "a/x.txt").debounce }
    #expect(!project.refresh())
    #expect(debounce() == 50 && !project.refresh())
    try project.write(".sentiment.json", #"{"debounce": 1}"#)
    #expect(debounce() == 50, "nothing is read again before a refresh")
    #expect(project.refresh() && debounce() == 1 && !project.refresh())
    try project.write("a/.sentiment.json", #"{"debounce": 22}"#)
    #expect(project.refresh() && debounce() == 22)
    try project.write("a/.sentiment.json", #"{"debounce": 333}"#)
    #expect(project.refresh() && debounce() == 333)
    try FileManager.default.removeItem(atPath: project.path("a/.sentiment.json"))
    #expect(project.refresh() && debounce() == 1)
    try FileManager.default.removeItem(atPath: project.path(".sentiment.json"))
    #expect(project.refresh() && debounce() == 50 && project.told.isEmpty)
    // One that nobody needs any more is noticed once.
    try project.write(".sentiment.json", "{}")
    #expect(project.refresh() && !project.refresh())
  }

  @Test func pathsAreWrittenInOneWay() {
    let rows = [
      ("/a/./b//c/", "/a/b/c"), ("/a/../../b", "/b"), ("a/../../b", "../b"), ("", "."), ("/", "/"), ("./a", "a"),
    ]
    for (path, expected) in rows { #expect(FilePath.normalized(path) == expected) }
    #expect(FilePath.resolved("../x", in: "/a/b") == "/a/x" && FilePath.resolved("/x", in: "/a") == "/x")
    #expect(FilePath.folders(above: "/a/b/c.txt") == ["/a/b", "/a", "/"])
    #expect(FilePath.folders(above: "/c.txt") == ["/"] && FilePath.folders(above: "c.txt").isEmpty)
  }
}
