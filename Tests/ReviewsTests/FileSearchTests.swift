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
      case .other, .unreadable: break
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

  @Test func skipsCommonProjectFiles() throws {
    let folder = try TemporaryFolder([
      "a.txt": "", "CMakeLists.txt": "", "requirements-dev.txt": "", "LICENSE.txt": "", "robots.txt": "",
      "node_modules/b.txt": "", "sub/node_modules/c.csv": "", "sub/d.csv": "",
    ])
    #expect(try found(folder.path).files == ["a.txt", "sub/d.csv"])
    #expect(try found(folder("**/*.txt")).files.count == 1)
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
