import Foundation
import TestSupport
import Testing

@testable import Reviews

struct FileSearchTests {
  /// The files that are found, and the links that are not followed.
  private func found(_ argument: String, followsLinks: Bool = false) throws -> (files: Set<String>, links: Set<String>)
  {
    var search = try #require(FileSearch(argument, followsLinks: followsLinks))
    var (files, links) = (Set<String>(), Set<String>())
    while let entry = search.next() {
      switch entry {
      case .file(let name, _): files.insert(String(name.dropFirst(argument.count + 1)))
      case .folder(let name, let path): search.open(name, path)
      case .link(let name, _): links.insert(String(name.dropFirst(argument.count + 1)))
      case .unreadable: break
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

  @Test func linksThatLeadOutAreNamedAndNotFollowed() throws {
    let outer = try sample()
    let (files, links) = try found(outer("root"))
    #expect(files == ["a.txt", "b/c.txt"])
    #expect(links == ["file.txt", "folder", "environment.txt", "processes", "twice", "b/up", "chain.txt"])
  }

  @Test func linksThatStayInsideAreFollowed() throws {
    let outer = try TemporaryFolder()
    try outer.write("c", to: "root/b/c.txt")
    try outer.link("root/again", to: "b/c.txt")
    try outer.link("root/z.txt", to: "b/c.txt")
    try outer.link("root/y", to: "b")
    try outer.link("root/b/loop", to: "..")
    let (files, links) = try found(outer("root"))
    #expect(files.isSuperset(of: ["b/c.txt", "z.txt"]) && links.isEmpty)
  }

  @Test func linksAreFollowedOutWhereThatIsAskedFor() throws {
    let outer = try TemporaryFolder()
    try outer.write("secret", to: "secret/key.txt")
    try outer.write("a", to: "root/a.txt")
    try outer.link("root/folder", to: "../secret")
    try outer.link("root/zero.txt", to: "/dev/zero")
    let (files, links) = try found(outer("root"), followsLinks: true)
    #expect(files == ["a.txt", "folder/key.txt"] && links.isEmpty)
  }

  @Test func theFolderThatIsNamedMayBeALink() throws {
    let outer = try sample()
    try outer.link("way", to: "root")
    #expect(try found(outer("way")).files == ["a.txt", "b/c.txt"])
  }

  @Test(arguments: [
    ("/dev/zero", true), ("/dev/null", true), ("/dev/urandom", true), ("/", false), ("/no/such", false),
  ])
  func devicesAreToldFromFiles(path: String, isDevice: Bool) { #expect(FileSearch.isDevice(path) == isDevice) }

  @Test(arguments: [
    ("root", true), ("root/a", true), ("root/new/file", true), ("root/../secret", false), ("root/out/x", false),
    ("root/broken/x", false), ("rootless", false), ("root/in/x", true),
  ])
  func aBoundaryIsOfWhatLinksLeadTo(path: String, isInside: Bool) throws {
    let outer = try TemporaryFolder()
    for folder in ["root/b", "secret", "rootless"] { try outer.makeFolder(folder) }
    try outer.link("root/out", to: "../secret")
    try outer.link("root/in", to: "b")
    try outer.link("root/broken", to: "../nowhere")
    #expect(try #require(FolderBoundary(outer("root"))).contains(outer(path)) == isInside)
  }
}
