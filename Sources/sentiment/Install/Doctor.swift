import ArgumentParser
import Files
import Foundation
import JSON
import Reviews
import SentimentAnalysis
import Tensors

/// Checks everything that the programs need, and gives advice for each failure.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the installation: programs, libraries, CPU, model and server.",
    discussion: "Exit codes: 0: all checks passed; 2: a check failed.")

  @OptionGroup var modelOptions: ModelOptions

  /// The result of a check.
  private enum Outcome {
    case good(String)
    /// Works, but could be better.
    case fair(String, advice: String)
    case bad(String, advice: String)
  }

  func run() throws {
    var hasPassed = true
    for check in [programs, path, libraries, processor, model, server] {
      switch check() {
      case .good(let sentence): writeLine("ok    \(sentence)")
      case .fair(let sentence, let advice):
        writeLine("note  \(sentence)")
        writeLine("      \(advice)")
      case .bad(let sentence, let advice):
        hasPassed = false
        writeLine("FAIL  \(sentence)")
        writeLine("      \(advice)")
      }
    }
    if !hasPassed { throw ExitCode(2) }
  }

  /// The folder of this program, links resolved.
  static var folder: FilePath? {
    Bundle.main.executablePath.flatMap { FilePath(text: $0).resolvingLinks()?.removingLastComponent() }
  }

  private func programs() -> Outcome {
    guard let server = Self.folder?.appending("sentiment-lsp") else {
      return .bad("the folder of this program is unknown", advice: "start it by its absolute path")
    }
    do {
      let other = try output(of: server, ["--version"]).trimmingCharacters(in: .whitespacesAndNewlines)
      guard other == version else {
        return .bad(
          "sentiment is version \(version), \(server) is \(other)", advice: "reinstall both: sentiment install")
      }
      return .good("sentiment and sentiment-lsp \(version) in \(server.removingLastComponent())")
    } catch {
      return .bad(
        "\(server) cannot be run: \(error)",
        advice: "rebuild and reinstall it (sentiment install), or copy it to the folder of sentiment")
    }
  }

  private func path() -> Outcome {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { FilePath(text: "\($0)/sentiment-lsp") }.first(where: Folder.isExecutable)
    guard let found else {
      return .fair(
        "sentiment-lsp is not on the PATH, where editors look for it",
        advice: "set it in the environment of your editor: export PATH=\(Self.folder?.quotedForShell ?? "…"):\"$PATH\"")
    }
    guard found.resolvingLinks()?.removingLastComponent() == Self.folder else {
      return .fair(
        "editors find another sentiment-lsp: \(found)",
        advice: "remove it, or put the folder of this program first on the PATH")
    }
    return .good("editors find \(found)")
  }

  /// The Swift runtime library that this program loaded dynamically; nil if it is linked statically.
  static var swiftLibrary: String? {
    let name = "libswiftCore.so"
    do {
      let loaded = try InputFile.bytes(of: "/proc/self/maps", atMost: 1 << 24)
      return String(decoding: loaded, as: UTF8.self).contains("/" + name) ? name : nil
    } catch {
      return nil
    }
  }

  /// A missing library needs no check: the system's loader would not have started this program.
  private func libraries() -> Outcome {
    if let name = Self.swiftLibrary {
      return .fair(
        "OpenBLAS and json-c found; \(name) is loaded from the Swift toolchain",
        advice: "build with --static-swift-stdlib to run without a toolchain")
    }
    return .good("OpenBLAS and json-c found; the Swift libraries are linked statically")
  }

  private func processor() -> Outcome {
    let threads = modelOptions.cores.context.threads
    let fast = [PackedFactor.Precision.float32, .bfloat16, .int8].filter(kernels.areFast)
    let cores = "\(threads) \(threads == 1 ? "core" : "cores")"
    guard !fast.isEmpty else {
      return .fair(
        "\(cores), kernels \(kernels.rawValue): OpenBLAS computes everything in float32",
        advice: kernels == .best
          ? "that works, at half to a third of the speed of a CPU with AVX2"
          : "SENTIMENT_KERNELS is set; without it, the kernels would be \(Kernels.best.rawValue)")
    }
    let names = fast.map { "\($0)" }.joined(separator: ", ")
    return .good("\(cores), kernels \(kernels.rawValue): fast in \(names)")
  }

  private func model() -> Outcome {
    do {
      let start = ContinuousClock.now
      let model = try modelOptions.load()
      let answers = model.classify(
        ["A wonderful film, I loved it.", "What a waste of time, a terrible film."], .init())
      let milliseconds = Int(((ContinuousClock.now - start) / .milliseconds(1)).rounded())
      let labels = answers.map(\.label)
      guard modelOptions.model != nil || answers.map(\.polarity) == [.positive, .negative] else {
        return .bad(
          "the model \(model.folder) labels praise and a complaint as \(labels.joined(separator: " and "))",
          advice: "its files may be damaged; reinstall: sentiment install")
      }
      return .good(
        "the model \(model.name) in \(model.compute.rawValue), from \(model.folder), classified two reviews in \(milliseconds) ms "
          + "(\(labels.joined(separator: ", ")))")
    } catch {
      return .bad("\(error)", advice: "reinstall (sentiment install), or name a model with --model")
    }
  }

  private func server() -> Outcome {
    guard let program = Self.folder?.appending("sentiment-lsp") else { return .good("") }
    let request: JSONValue = [
      "jsonrpc": "2.0", "id": 1, "method": "sentiment/classify", "params": ["texts": ["A wonderful film."]],
    ]
    let advice = "see its log: sentiment-lsp --log FILE --log-level debug"
    do {
      let arguments = ["--framing", "ndjson"] + (modelOptions.model.map { ["--model", $0] } ?? [])
      let lines = try output(of: program, arguments, input: request.serialized() + "\n").split(separator: "\n")
      let answer = try JSONValue(parsing: String(lines.last ?? ""))
      guard let label = answer["result"]?["results"]?[0]?["label"]?.stringValue else {
        let reason = answer["error"]?["message"]?.stringValue ?? answer.serialized()
        return .bad("the server does not classify: \(reason)", advice: advice)
      }
      return .good("the server responds (\(label))")
    } catch {
      return .bad("the server does not respond: \(error)", advice: advice)
    }
  }
}
