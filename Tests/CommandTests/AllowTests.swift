import Foundation
import TestSupport
import Testing

private let complaint = "What a waste of time, terrible from start to end."

/// `sentiment allow`, and models that a folder's `.sentiment.json` names.
struct AllowTests {
  /// Runs a script in a folder with a `.sentiment.json` and a model with labels other than the built-in model's.
  private func run(_ script: String, settings: String = #"{"model": "./m"}"#) throws -> Program.Outcome {
    try withTemporaryFolder([".sentiment.json": settings, "r.txt": complaint + "\n"]) { folder in
      try FileManager.default.copyItem(atPath: TinyModel.distilBERT, toPath: folder("m"))
      return try Program.run(
        script: "cd '\(folder.path)' && export XDG_STATE_HOME='\(folder.path)/state' && \(script)", with: "bash")
    }
  }

  @Test(arguments: [#"{"model": "./m"}"#, #"{"models": {"latin": "./m"}}"#, #"{"model": "/etc"}"#])
  func ignoresAModelThatIsNotAllowed(settings: String) throws {
    let outcome = try run("sentiment check r.txt r.txt .", settings: settings)
    #expect(outcome.output.hasPrefix("r.txt:1:1: warning: negative 9") && outcome.status == 1, "\(outcome)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(
      lines.count == 1 && lines.first?.contains("which is not used until you allow it: sentiment allow /") == true)
  }

  @Test func usesAnAllowedModelUntilTheFileChanges() throws {
    let allowed = try run(
      "sentiment allow && sentiment check --format jsonl --fail-on LABEL_0 r.txt; echo $?; cat state/sentiment-lsp/models/*"
    )
    #expect(allowed.output.contains("allowed: ") && allowed.output.contains("names the model ./m"), "\(allowed)")
    #expect(!allowed.errors.contains("until you allow it") && !allowed.errors.contains("--fail-on"), "\(allowed)")
    #expect(allowed.output.contains("\n0\n") || allowed.output.contains("\"label\":\"LABEL_0\""), "\(allowed)")
    #expect(allowed.output.contains("\"sha256\": \""))
    // The error lists the labels of the model in use.
    let before = try run("sentiment check --fail-on LABEL_0 r.txt")
    #expect(
      before.errors.contains("no label \"LABEL_0\" for --fail-on; the model's labels are negative, neutral, positive"),
      "\(before)")
    let changed = try run("sentiment allow . && echo ' ' >> .sentiment.json && sentiment check r.txt")
    #expect(
      changed.errors.contains("until you allow it") && changed.output.contains("warning: negative 9"), "\(changed)")
    let denied = try run("sentiment allow \"$PWD\" && sentiment allow --deny && sentiment check r.txt")
    #expect(denied.output.contains("denied: ") && denied.output.contains("warning: negative 9"), "\(denied)")
  }

  @Test func requiresNoPermissionForOtherModels() throws {
    let outcome = try run("sentiment check --no-config r.txt")
    #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(outcome)")
    let named = try run("sentiment classify --model ./m text")
    #expect(named.status == 0, "\(named)")
    for (folder, sentence) in [("m", "m/.sentiment.json: there is no such file"), ("nowhere", "there is no such file")]
    {
      let nothing = try run("sentiment allow \(folder)")
      #expect(nothing.status == 2 && nothing.errors.contains(sentence), "\(nothing)")
    }
    let none = try run("sentiment allow", settings: "{}")
    #expect(none.status == 2 && none.errors.contains("names no model; there is nothing to allow"))
  }

  /// A folder in the working folder does not shadow a model name.
  @Test(arguments: ["default", "org/name"])
  func readsAFolderOnlyByItsPath(name: String) throws {
    let outcome = try run("mkdir -p \(name) && cp m/* \(name) && sentiment inspect --json --model \(name)")
    if name == "default" {
      #expect(outcome.output.contains(#""labels":["negative","neutral","positive"]"#), "\(outcome)")
    } else {
      #expect(
        outcome.status == 2 && outcome.errors.contains("for the folder of that name write ./org/name"), "\(outcome)")
    }
    let path = try run("mkdir -p \(name) && cp m/* \(name) && sentiment inspect --json --model ./\(name)")
    #expect(path.status == 0 && path.output.contains("\"architecture\":\"distilbert\""), "\(path)")
  }
}
