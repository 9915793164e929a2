import ArgumentParser
import Files
import Reviews

struct Allow: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Allow the models that a folder's .sentiment.json names.",
    discussion: """
      A .sentiment.json may come from anyone, so its models are loaded only after you allow them. The permission is stored in \
      your state folder and ends when the file changes.
      """)

  @Argument(help: ArgumentHelp("Folder of the .sentiment.json.", valueName: "dir"))
  var folder = "."
  @Flag(help: "Deny the models instead: they are not loaded, and editors do not ask.") var deny = false

  func run() throws {
    // Links are kept, since editors name the folder by the same path.
    let path = FilePath(fromCommandLine: folder)
    var project = ProjectSettings()
    let request = try project.modelRequest(inFolder: path)
    try ModelPermissions().store(deny ? .denied : .allowed, to: request)
    writeLine("\(deny ? "denied" : "allowed"): \(request.summary)")
  }
}
