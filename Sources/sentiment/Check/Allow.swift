import ArgumentParser
import Files
import Reviews

struct Allow: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Allows the models that a folder's .sentiment.json names.",
    discussion: """
      Anyone may have written such a file, so its models are used only once you allow them. The permission is kept in your \
      own state folder and ends when the file changes.
      """)

  @Argument(help: ArgumentHelp("The folder; without it the current one.", valueName: "dir"))
  var folder = "."
  @Flag(help: "Take the permission back; the file's models are not used, and editors do not ask.") var deny = false

  func run() throws {
    // As editors name it: the path that the user sees, links and all.
    let place = FilePath(fromCommandLine: folder)
    var project = ProjectSettings()
    let request = try project.modelRequest(inFolder: place)
    try ModelPermissions().store(deny ? .denied : .allowed, to: request)
    writeText("\(deny ? "denied" : "allowed"): \(request.summary.excerpt(4000))\n")
  }
}
