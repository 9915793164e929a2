import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Reviews

struct FileSearchTests {
  /// The files that are found, and the links that are not followed.
  private func found(_ argument: String, followsLinks: Bool = false) throws -> (files: Set<String>, links: Set<String>)
  {
    var search = try #require(FileSearch(argument, followsLinks: followsLinks))
    var (files, links) = (Set<String>(), Set<String>())
    while let entry = search.next(settings: { _ in Settings() }) {
      switch entry {
      case .file(let file): files.insert(String(file.name.dropFirst(argument.count + 1)))
      case .link(let name): links.insert(String(name.dropFirst(argument.count + 1)))
      case .other, .gitIgnored, .unreadable: break
      }
    }
    return (files, links)
  }

  private func sample() throws -> TemporaryFolder {
    let outer = try TemporaryFolder()
    try outer.write("secret", to: "secret/key.txt")
    try outer.write("a", to: "root/a.txt")
    try outer.write("c", to: "root/b/c.txt")
    for (name, target) in [
      ("file.txt", "../secret/key.txt"), ("folder", "../secret"), ("environment.txt", "/proc/self/environ"),
      ("processes", "/proc"), ("zero.txt", "/dev/zero"), ("nowhere.txt", "nothing"), ("twice", "b/../../secret"),
      ("b/up", "../.."), ("chain.txt", "file.txt"),
    ] { try outer.link("root/" + name, to: target) }
    return outer
  }

  @Test func reportsLinksOutOfTheFolder() throws {
    let outer = try sample()
    let (files, links) = try found(outer("root"))
    #expect(files == ["a.txt", "b/c.txt"])
    #expect(links == ["file.txt", "folder", "environment.txt", "processes", "twice", "b/up", "chain.txt"])
  }

  @Test func followsLinksInsideTheFolder() throws {
    let outer = try TemporaryFolder()
    try outer.write("c", to: "root/b/c.txt")
    try outer.link("root/again", to: "b/c.txt")
    try outer.link("root/z.txt", to: "b/c.txt")
    try outer.link("root/y", to: "b")
    try outer.link("root/b/loop", to: "..")
    let (files, links) = try found(outer("root"))
    #expect(files.isSuperset(of: ["b/c.txt", "z.txt"]) && links.isEmpty)
  }

  @Test func followsLinksOutWithTheOption() throws {
    let outer = try TemporaryFolder()
    try outer.write("secret", to: "secret/key.txt")
    try outer.write("a", to: "root/a.txt")
    try outer.link("root/folder", to: "../secret")
    try outer.link("root/zero.txt", to: "/dev/zero")
    let (files, links) = try found(outer("root"), followsLinks: true)
    #expect(files == ["a.txt", "folder/key.txt"] && links.isEmpty)
  }

  @Test func acceptsALinkAsTheSearchedFolder() throws {
    let outer = try sample()
    try outer.link("way", to: "root")
    #expect(try found(outer("way")).files == ["a.txt", "b/c.txt"])
  }

  @Test func skipsFilesAndFoldersOfTools() throws {
    let folder = try TemporaryFolder([
      "a.txt": "", "CMakeLists.txt": "", "requirements-dev.txt": "", "LICENSE.txt": "", "robots.txt": "",
      "node_modules/b.txt": "", "sub/node_modules/c.csv": "", "sub/d.csv": "", "env/pyvenv.cfg": "", "env/e.txt": "",
      "environment/f.txt": "", "target/CACHEDIR.TAG": "", "target/g.txt": "", "vendor/h.txt": "",
      "go/vendor/modules.txt": "", "x.egg-info/SOURCES.txt": "",
    ])
    #expect(try found(folder.path).files == ["a.txt", "sub/d.csv", "environment/f.txt", "vendor/h.txt"])
    #expect(try found(folder("**/*.txt")).files.count == 3)
    // A folder that is searched by its name is a person's choice.
    #expect(try found(folder("node_modules")).files == ["b.txt"])
  }

  @Test func readsAToolsFileWithAFormatFromSettings() throws {
    let folder = try TemporaryFolder(["CHANGELOG.txt": "", "README.txt": ""])
    var settings = Settings()
    settings.apply(["files": ["README.txt": ["language": "plaintext"]]], from: "S", folder: nil) {
      Issue.record("\($0)")
    }
    var (search, names) = (try #require(FileSearch(folder.path)), [String]())
    while let entry = search.next(settings: { settings.settings(forFile: $0) }) {
      if case .file(let file) = entry { names.append(file.name) }
    }
    #expect(names == [folder("README.txt")])
  }

  /// The files that are found, and the number of those that git ignores.
  private func foundByGit(_ folder: String, in outer: TemporaryFolder) throws -> (files: [String], ignored: Int) {
    var search = try #require(FileSearch(outer(folder)))
    var (files, ignored) = ([String](), 0)
    while let entry = search.next(settings: { _ in Settings() }) {
      switch entry {
      case .file(let file): files.append(String(file.path.string.dropFirst(outer.path.utf8.count + 1)))
      case .gitIgnored: ignored += 1
      case .other, .link: break
      case .unreadable(let problem): Issue.record("\(problem)")
      }
    }
    return (files, ignored)
  }

  @Test func skipsWhatGitIgnores() throws {
    let outer = try TemporaryFolder([
      "above/.gitignore": "*.csv", "above/r/.git/info/exclude": "own.txt\nkept.txt",
      "above/r/.gitignore": "*.tsv\n/out/\n!kept.txt",
      "above/r/a.csv": "", "above/r/b.tsv": "", "above/r/own.txt": "", "above/r/kept.txt": "", "above/r/out/c.txt": "",
      "above/r/in/out/d.txt": "", "above/r/in/.gitignore": "!b.tsv\ne.txt", "above/r/in/b.tsv": "",
      "above/r/in/e.txt": "",
      "above/r/in/nested/.git/HEAD": "", "above/r/in/nested/b.tsv": "", "above/r/e.txt": "",
    ])
    let files = ["a.csv", "e.txt", "in/b.tsv", "in/nested/b.tsv", "in/out/d.txt", "kept.txt"].map { "above/r/" + $0 }
    var found = try foundByGit("above/r", in: outer)
    #expect(found.files == files && found.ignored == 4)
    // The files above the searched folder count up to the repository's root.
    found = try foundByGit("above/r/in", in: outer)
    #expect(found.files == files.filter { $0.hasPrefix("above/r/in/") } && found.ignored == 1)
    // The searched folder itself is a person's choice.
    #expect(try foundByGit("above/r/out", in: outer).files == ["above/r/out/c.txt"])
    // Without a repository, those in the searched folder and below.
    try FileManager.default.removeItem(atPath: outer("above/r/.git"))
    found = try foundByGit("above/r/in", in: outer)
    #expect(found.files.contains("above/r/in/b.tsv") && !found.files.contains("above/r/in/e.txt"))
    #expect(try foundByGit("above", in: outer).files.contains("above/r/a.csv") == false)
  }

  @Test func reportsAGitIgnoreThatIsTooLargeAndFollowsNoLinks() throws {
    let folder = try TemporaryFolder(["a.txt": "", "x/b.txt": "", "y/c.txt": "", "ignore": "*.txt\n"])
    try folder.write(String(repeating: "*.txt\n", count: 10_001), to: ".gitignore")
    try folder.write(String(repeating: "*.txt ", count: 200_000), to: "x/.gitignore")
    try folder.link("y/.gitignore", to: "../ignore")
    var (search, problems, count) = (try #require(FileSearch(folder.path)), [String](), 0)
    while let entry = search.next(settings: { _ in Settings() }) {
      if case .unreadable(let problem) = entry { problems.append(problem) }
      if case .file = entry { count += 1 }
    }
    #expect(
      problems == [
        "\(folder(".gitignore")): has over 10000 lines; it is not used, so files that it names are read",
        "\(folder("x/.gitignore")): has 1200000 bytes; the limit for such a file is 1048576; it is not used, so files that it "
          + "names are read",
      ])
    #expect(count == 3)
  }

  @Test func appliesExclusionsAndLanguagesFromSettings() throws {
    let folder = try TemporaryFolder(["a.txt": "", "b.log": "", "c.csv": "", "old/d.txt": "", "new/e.txt": ""])
    var settings = Settings()
    settings.apply(
      ["exclude": ["old"], "files": ["*.log": ["language": "plaintext"]]], from: "S", folder: FilePath(folder.path)
    ) { Issue.record("\($0)") }
    var search = try #require(FileSearch(folder.path))
    var (names, others): ([String], Int) = ([], 0)
    while let entry = search.next(settings: { settings.settings(forFile: $0) }) {
      if case .file(let file) = entry { names.append(file.path.lastComponent?.string ?? "") } else { others += 1 }
    }
    #expect(names == ["a.txt", "b.log", "c.csv", "e.txt"] && others == 0)
  }

  @Test func skipsFilesOfOtherLanguages() throws {
    let folder = try TemporaryFolder(["a.txt": "", "b.md": "", "c.csv": ""])
    var (search, names) = (try #require(FileSearch(folder.path)), [String]())
    while let entry = search.next(language: .csv, settings: { _ in Settings() }) {
      if case .file(let file) = entry { names.append(file.name) }
    }
    #expect(names == [folder("c.csv")])
  }
}
