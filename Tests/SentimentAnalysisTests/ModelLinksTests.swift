import Foundation
import TestSupport
import Testing

@testable import SentimentAnalysis

/// Links of model folders to their own files or to the Hugging Face cache.
struct ModelLinksTests {
  @Test(arguments: [
    ("merges.txt", "../secret"), ("config.json", "/etc/hostname"), ("model.safetensors", "../secret"),
    ("model-00001-of-00002.safetensors", "../secret"), ("tokenizer.json", "/proc/self/environ"),
    ("README.md", "../secret"),
    ("vocab.txt", "out/secret"), ("model.onnx", "../secret"), (".gitattributes", "../secret"),
    ("anything", "../secret"),
    ("generation_config.json", "/dev/zero"),
  ])
  func rejectsALinkOutOfTheFolder(name: String, target: String) throws {
    let outer = try TemporaryFolder()
    try outer.write("{}", to: "secret")
    if name != "config.json" { try outer.write("{}", to: "model/config.json") } else { try outer.makeFolder("model") }
    try outer.link("model/out", to: "..")
    try outer.link("model/" + name, to: target)
    let error = #expect(throws: ModelError.self) { try ModelLocation(of: outer("model"), environment: ["HOME": "/"]) }
    #expect(error?.description.contains("/model/\(name): is a link that leads out of the model's folder") == true)
  }

  @Test func acceptsLinksInsideTheFolder() throws {
    let outer = try TemporaryFolder()
    try outer.write("{}", to: "model/files/config")
    try outer.link("model/config.json", to: "files/config")
    try outer.link("model/runs", to: "..")
    try outer.link("way", to: "model")
    for name in ["model", "way"] { _ = try ModelLocation(of: outer(name), environment: ["HOME": "/"]) }
  }

  @Test func acceptsLinksToTheBlobsOfTheCache() throws {
    let outer = try TemporaryFolder()
    let repository = "hub/models--org--name"
    try outer.write("{}", to: repository + "/blobs/a1")
    try outer.makeFolder(repository + "/snapshots/c")
    try outer.link(repository + "/snapshots/c/config.json", to: "../../blobs/a1")
    _ = try ModelLocation(of: outer(repository + "/snapshots/c"), environment: ["HOME": "/"])
    // A user's folder with links to the cache, as `hf download --local-dir` makes them.
    try outer.makeFolder("mine")
    try outer.link("mine/config.json", to: outer(repository + "/blobs/a1"))
    _ = try ModelLocation(of: outer("mine"), environment: ["HF_HUB_CACHE": outer("hub")])
    #expect(throws: ModelError.self) { try ModelLocation(of: outer("mine"), environment: ["HOME": "/"]) }
  }

  /// A folder that imitates the cache.
  @Test(arguments: ["link", "sibling", "deeper"])
  func rejectsLinksOfAFolderThatImitatesTheCache(kind: String) throws {
    let outer = try TemporaryFolder()
    try outer.write("{}", to: "home/secret")
    try outer.makeFolder("clone/models--a--b/snapshots/c")
    let place = "clone/models--a--b/"
    switch kind {
    case "link": try outer.link(place + "blobs", to: outer("home"))
    case "sibling": try outer.link(place + "blobs-x", to: outer("home"))
    default:
      try outer.makeFolder(place + "blobs")
      try outer.link(place + "blobs/deep", to: outer("home"))
    }
    let folder = kind == "link" ? "blobs" : kind == "sibling" ? "blobs-x" : "blobs/deep"
    try outer.link(place + "snapshots/c/config.json", to: "../../\(folder)/secret")
    #expect(throws: ModelError.self) {
      try ModelLocation(of: outer(place + "snapshots/c"), environment: ["HF_HUB_CACHE": outer("hub")])
    }
  }
}
