import Files
import JSON
import Testing

@testable import Reviews

/// Applies sources of settings in order, and returns the settings and the warnings.
func applied(_ sources: JSONValue..., folder: FilePath? = nil) -> (settings: Settings, warnings: [String]) {
  var (settings, warnings) = (Settings(), [String]())
  for source in sources { settings.apply(source, from: "S", folder: folder) { warnings.append($0) } }
  return (settings, warnings)
}

/// Checks that sources of settings change the defaults as `change` does, without warnings.
func checkSettings(
  _ sources: JSONValue..., sourceLocation: SourceLocation = #_sourceLocation, as change: (inout Settings) -> Void
) {
  var (expected, settings, warnings) = (Settings(), Settings(), [String]())
  for source in sources { settings.apply(source, from: "S", folder: "/p") { warnings.append($0) } }
  change(&expected)
  #expect(settings == expected, sourceLocation: sourceLocation)
  #expect(warnings == [], sourceLocation: sourceLocation)
}
