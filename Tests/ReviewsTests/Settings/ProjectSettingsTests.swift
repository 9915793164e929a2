import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Reviews

/// A temporary project folder with its settings and their warnings.
private final class Project {
  let folder: TemporaryFolder
  var settings: ProjectSettings
  var warnings: [String] = []
  var requests: [ModelRequest] { settings.requests.sorted { $0.file.string < $1.file.string } }
  let permissions: ModelPermissions

  init(_ files: [String: String]) throws {
    folder = try TemporaryFolder(files)
    permissions = ModelPermissions(environment: ["XDG_STATE_HOME": folder("state")])
    settings = ProjectSettings(permissions: permissions)
  }

  func path(_ path: String) -> String { folder(path) }

  func refresh() -> Bool { settings.refresh() }

  func settings(of path: String, over base: Settings = Settings()) -> Settings {
    settings(ofPath: self.path(path), over: base)
  }

  func settings(ofPath path: String, over base: Settings) -> Settings {
    settings.settings(over: base, forFile: FilePath(path), in: FilePath(folder.path)) { warnings.append($0) }
  }
}

struct ProjectSettingsTests {
  @Test func innerFilesOverrideOuterOnesAndPatternsOverrideAll() throws {
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
    #expect(project.warnings == [])
    base.debounce = 5
    #expect(project.settings(ofPath: "relative.txt", over: base) == base)
  }

  @Test func keepsTheLastValidContentWhileAFileIsInvalid() throws {
    let project = try Project([".sentiment.json": #"{"debounce": 7}"#])
    #expect(project.settings(of: "x.txt").debounce == 7)
    for (text, debounce) in [(#"{"debounce": }"#, 7), ("", 7), (#"{"debounce": 8}"#, 8), ("{", 8)] {
      try project.folder.write(text, to: ".sentiment.json")
      #expect(project.refresh() && project.settings(of: "x.txt").debounce == debounce)
      #expect(!project.refresh())
    }
    #expect(
      project.warnings.count == 3 && project.warnings.allSatisfy { $0.hasSuffix("; its last valid content is used") })
    try FileManager.default.removeItem(atPath: project.path(".sentiment.json"))
    #expect(project.refresh() && project.settings(of: "x.txt") == Settings())
  }

  @Test func reportsProblemsOncePerFile() throws {
    let project = try Project([
      "a/.sentiment.json": "{\n  \"debounce\": }", "b/.sentiment.json": #"{"debouncee": 1, "debounce": 7, "modle": 1}"#,
      "c/.sentiment.json": "[]", "d/.sentiment.json": "{\"a\": \"\(String(repeating: "x", count: 1 << 20))\"}",
      "e/.sentiment.json/x": "", "f/.sentiment.json": "// no comments\n{}",
    ])
    let rows: [(String, [String])] = [
      ("a", ["line 2, column 15: "]),
      ("b", ["unknown setting sentiment.debouncee; did", "unknown setting sentiment.modle; did"]),
      ("c", ["sentiment should be an object, not []"]), ("d", ["the limit for such a file is 1048576"]),
      ("e", ["is not a regular file"]),
      ("f", ["line 1, column 1: "]),
    ]
    for (folder, sentences) in rows {
      project.warnings = []
      for file in ["x.txt", "y.txt", "sub/z.txt"] {
        #expect(project.settings(of: "\(folder)/\(file)").debounce == (folder == "b" ? 7 : 50))
      }
      #expect(project.warnings.count == sentences.count, "\(project.warnings)")
      for (warning, sentence) in zip(project.warnings, sentences) {
        #expect(
          warning.contains(sentence) && warning.hasPrefix(project.path("\(folder)/.sentiment.json")), "\(warning)")
      }
    }
  }

  @Test func doesNotBlockOnAPipe() throws {
    let project = try Project(["x.txt": ""])
    #expect(unsafe mkfifo(project.path(".sentiment.json"), 0o600) == 0)
    #expect(project.settings(of: "x.txt") == Settings())
    #expect(project.warnings.count == 1)
  }

  @Test func noticesCreatedChangedAndDeletedFiles() throws {
    let project = try Project(["a/x.txt": ""])
    func debounce() -> Int { project.settings(of: "a/x.txt").debounce }
    #expect(!project.refresh())
    #expect(debounce() == 50 && !project.refresh())
    try project.folder.write(#"{"debounce": 1}"#, to: ".sentiment.json")
    #expect(debounce() == 50, "nothing is read again before a refresh")
    #expect(project.refresh() && debounce() == 1 && !project.refresh())
    try project.folder.write(#"{"debounce": 22}"#, to: "a/.sentiment.json")
    #expect(project.refresh() && debounce() == 22)
    try project.folder.write(#"{"debounce": 333}"#, to: "a/.sentiment.json")
    #expect(project.refresh() && debounce() == 333)
    try FileManager.default.removeItem(atPath: project.path("a/.sentiment.json"))
    #expect(project.refresh() && debounce() == 1)
    try FileManager.default.removeItem(atPath: project.path(".sentiment.json"))
    #expect(project.refresh() && debounce() == 50 && project.warnings.isEmpty)
    // A change is reported once, even if the file is not read again.
    try project.folder.write("{}", to: ".sentiment.json")
    #expect(project.refresh() && !project.refresh())
  }

  @Test func normalizesPaths() {
    let rows = [
      ("/a/./b//c/", "/a/b/c"), ("/a/../../b", "/b"), ("../x", "/p/x"), ("", "/p/q"), ("/", "/"), ("./a", "/p/q/a"),
    ]
    for (path, expected) in rows { #expect(FilePath(path, in: "/p/q").string == expected) }
    #expect(FilePath("/a/b/c.txt").foldersAbove == ["/a/b", "/a", "/"])
    #expect(FilePath("/c.txt").foldersAbove == ["/"] && FilePath("c.txt").foldersAbove.isEmpty)
  }
}

/// The restrictions on a `.sentiment.json` from somebody else.
struct UntrustedProjectTests {
  @Test(arguments: [
    "~/.bashrc", "/etc/marks.jsonl", "../marks.jsonl", "sub/../../marks.jsonl", "out/marks.jsonl", "~",
    "out/\u{301}marks",
  ])
  func rejectsFeedbackOutsideTheWorkspace(place: String) throws {
    for keys in [
      #"{"feedback": "PLACE"}"#, #"{"sentiment": {"feedback": "PLACE"}}"#, #"{"sentiment.feedback": "PLACE"}"#,
    ] {
      let project = try Project([".sentiment.json": keys.replacing("PLACE", with: place)])
      try FileManager.default.createSymbolicLink(atPath: project.path("out"), withDestinationPath: "..")
      var base = Settings()
      base.feedback = "/mine"
      #expect(project.settings(of: "x.txt", over: base).feedback == "/mine")
      #expect(
        project.warnings.count == 1
          && project.warnings.allSatisfy { $0.contains("sentiment.feedback should name a file in this folder") })
    }
  }

  @Test(arguments: ["marks.jsonl", "a/b/marks.jsonl", "./x/../marks.jsonl", "in/marks.jsonl"])
  func acceptsFeedbackInsideTheWorkspace(place: String) throws {
    let project = try Project([".sentiment.json": #"{"feedback": "PLACE"}"#.replacing("PLACE", with: place), "b/x": ""])
    try FileManager.default.createSymbolicLink(atPath: project.path("in"), withDestinationPath: "b")
    #expect(project.settings(of: "x.txt").feedback == FilePath(place, in: FilePath(project.folder.path)))
    #expect(project.warnings.isEmpty)
  }

  /// A cloned folder inside the workspace.
  @Test func rejectsFeedbackOutsideTheFolderOfItsFile() throws {
    let project = try Project(["clone/.sentiment.json": #"{"feedback": "../.profile"}"#])
    #expect(project.settings(of: "clone/x.txt").feedback == nil && project.warnings.count == 1)
  }

  /// Files of other users are applied inside the workspace, but not above it.
  @Test func ignoresFilesOfOtherUsersAboveTheWorkspace() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"debounce": 1, "minimumLength": 7}"#, to: ".sentiment.json")
    try folder.write(#"{"debounce": 2}"#, to: "w/.sentiment.json")
    try folder.makeFolder("w/sub")
    let permissions = ModelPermissions(environment: [:])
    for (user, length) in [(geteuid(), 7), (geteuid() + 1, 2)] {
      var (project, warnings) = (ProjectSettings(permissions: permissions, userID: user), [String]())
      let settings = project.settings(
        over: Settings(), forFile: FilePath(folder("w/sub/x.txt")), in: FilePath(folder("w"))
      ) {
        warnings.append($0)
      }
      #expect(settings.debounce == 2 && settings.rules.minimumLength == length)
      _ = project.settings(over: Settings(), forFile: FilePath(folder("w/y.txt")), in: FilePath(folder("w"))) {
        warnings.append($0)
      }
      #expect(warnings.count == (length == 7 ? 0 : 1), "\(warnings)")
      #expect(warnings.allSatisfy { $0.contains("/.sentiment.json is ignored: it is above") })
      // Inside the workspace, the same file is applied.
      let inside = project.settings(over: Settings(), forFile: FilePath(folder("x.txt")), in: FilePath(folder.path)) {
        _ in
      }
      #expect(inside.debounce == 1)
    }
  }

  @Test(arguments: ["../outside.json", "/etc/hostname", "sub/../../outside.json"])
  func ignoresALinkOutOfTheWorkspace(target: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"debounce": 9}"#, to: "outside.json")
    try folder.makeFolder("w/sub")
    try folder.link("w/.sentiment.json", to: target)
    var (project, warnings) = (ProjectSettings(), [String]())
    #expect(
      project.settings(over: Settings(), forFile: FilePath(folder("w/x.txt")), in: FilePath(folder("w"))) {
        warnings.append($0)
      } == Settings())
    #expect(warnings.count == 1 && warnings[0].contains("is a link that leads out of"), "\(warnings)")
    try folder.write(#"{"debounce": 3}"#, to: "w/real.json")
    try FileManager.default.removeItem(atPath: folder("w/.sentiment.json"))
    try folder.link("w/.sentiment.json", to: "real.json")
    let hasChanged = project.refresh()
    let settings = project.settings(over: Settings(), forFile: FilePath(folder("w/x.txt")), in: FilePath(folder("w"))) {
      _ in
    }
    #expect(hasChanged && settings.debounce == 3)
  }

  @Test(arguments: [
    #"{"model": "./evil"}"#, #"{"model": "org/name"}"#, #"{"sentiment.model": "/abs"}"#,
    #"{"sentiment": {"models": {"zh": "./zh"}}}"#, #"{"models": {"default": "~/m"}, "model": null}"#,
    #"{"models.latin": "./x"}"#, #"{"model": ["./evil", "default"]}"#,
  ])
  func usesModelsOnlyAfterPermission(text: String) throws {
    let project = try Project([".sentiment.json": text])
    var base = Settings()
    (base.model, base.debounce) = (["mine"], 3)
    #expect(project.settings(of: "x.txt", over: base).modelNames(for: "A film.") == ["mine"])
    #expect(project.settings(of: "x.txt", over: base).models.isEmpty)
    let request = try #require(project.requests.first)
    #expect(
      Set(project.requests).count == 1 && request.models.count == 1
        && request.file.string == project.path(".sentiment.json"))
    // A denial is stored, and the user is not asked again.
    try project.permissions.store(.denied, to: request)
    #expect(project.refresh() && project.settings(of: "x.txt", over: base).model == ["mine"])
    try project.permissions.store(.allowed, to: request)
    #expect(project.refresh())
    let allowed = project.settings(of: "x.txt", over: base)
    #expect(allowed.model != ["mine"] || !allowed.models.isEmpty)
    #expect(project.requests.isEmpty && !project.refresh())
    // Changed content needs a new permission.
    try project.folder.write(text + " ", to: ".sentiment.json")
    #expect(project.refresh() && project.settings(of: "x.txt", over: base).models.isEmpty)
    #expect(project.requests.count == 1 && project.requests.first != request)
  }

  @Test func permissionIsPerFileAndNotNeededForTheBuiltInModel() throws {
    let project = try Project([
      "a/.sentiment.json": #"{"model": "./m"}"#, "b/.sentiment.json": #"{"model": "./m"}"#,
      "c/.sentiment.json": #"{"model": "default"}"#,
    ])
    _ = project.settings(of: "a/x.txt")
    try project.permissions.store(.allowed, to: try #require(project.requests.first))
    #expect(project.refresh() && project.settings(of: "a/x.txt").model == [project.path("a/m")])
    #expect(project.settings(of: "b/x.txt").model.isEmpty && project.requests.count == 1)
    var base = Settings()
    base.model = ["mine"]
    #expect(project.settings(of: "c/x.txt", over: base).model == ["default"] && project.requests.count == 1)
  }

  @Test func storesAnswersInAPrivateFolder() throws {
    let project = try Project([".sentiment.json": #"{"model": "./m"}"#])
    var settings = ProjectSettings(permissions: project.permissions)
    let request = try settings.modelRequest(inFolder: FilePath(project.folder.path))
    try project.permissions.store(.allowed, to: request)
    let folder = project.path("state/sentiment-lsp/models")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    #expect(try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int == 0o700)
    #expect(throws: (any Error).self) { try ModelPermissions(environment: [:]).store(.allowed, to: request) }
    for text in ["{}", #"{"model": "default"}"#, "[", ""] {
      try project.folder.write(text, to: ".sentiment.json")
      var fresh = ProjectSettings(permissions: project.permissions)
      #expect(throws: (any Error).self) { try fresh.modelRequest(inFolder: FilePath(project.folder.path)) }
    }
  }
}
