import ArgumentParser
import Files
import Foundation
import JSON
import Reviews
import SentimentAnalysis
import Tensors

/// Looks whether everything is there that the programs need, and says what to do where it is not.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks the installation: programs, libraries, CPU, model, and a self-test of a second.",
    discussion: "It exits with 0 where all is well and with 2 where something is not.")

  @OptionGroup var modelOptions: ModelOptions

  /// What came of a check.
  private enum Outcome {
    case good(String)
    /// It works, but not as it could.
    case fair(String, advice: String)
    case bad(String, advice: String)
  }

  func run() throws {
    var isWell = true
    for check in [programs, path, libraries, processor, model, server] {
      switch check() {
      case .good(let sentence): writeText("ok    \(sentence)\n")
      case .fair(let sentence, let advice): writeText("note  \(sentence)\n      \(advice)\n")
      case .bad(let sentence, let advice):
        isWell = false
        writeText("FAIL  \(sentence)\n      \(advice)\n")
      }
    }
    if !isWell { throw ExitCode(2) }
  }

  /// The folder that this program lies in, links followed.
  static var folder: FilePath? {
    Bundle.main.executablePath.flatMap { FilePath($0).resolvingLinks()?.removingLastComponent() }
  }

  private func programs() -> Outcome {
    guard let server = Self.folder?.appending("sentiment-lsp") else {
      return .bad("where this program is cannot be found out", advice: "start it by its whole path")
    }
    do {
      let other = try output(of: server, ["--version"]).trimmingCharacters(in: .whitespacesAndNewlines)
      guard other == version else {
        return .bad(
          "sentiment is \(version), \(server) \(other)", advice: "install both anew: sentiment install")
      }
      return .good("sentiment and sentiment-lsp \(version) in \(server.removingLastComponent())")
    } catch {
      return .bad(
        "\(server) cannot be run: \(error)",
        advice: "build and install anew: sentiment install, or put it beside sentiment")
    }
  }

  private func path() -> Outcome {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let found = folders.map { FilePath("\($0)/sentiment-lsp") }.first(where: Folder.isExecutable)
    guard let found else {
      return .fair(
        "sentiment-lsp is not on the path, where editors look for it",
        advice: "export PATH=\"\(Self.folder?.string ?? "…"):$PATH\", where your editor sees it")
    }
    guard found.resolvingLinks()?.removingLastComponent() == Self.folder else {
      return .fair(
        "editors find another sentiment-lsp: \(found)", advice: "remove it, or put this one's folder before it")
    }
    return .good("editors find \(found)")
  }

  /// The library of Swift's own that this program was given by the system's loader; nil where it has them inside.
  static var swiftLibrary: String? {
    let name = "libswiftCore.so"
    do {
      let loaded = try InputFile.bytes(of: "/proc/self/maps", atMost: 1 << 24)
      return String(decoding: loaded, as: UTF8.self).contains("/" + name) ? name : nil
    } catch {
      return nil
    }
  }

  /// Had one been missing, this would not run: the system's loader says so then.
  private func libraries() -> Outcome {
    if let name = Self.swiftLibrary {
      return .fair(
        "OpenBLAS and json-c are there; \(name) is the Swift toolchain's",
        advice: "build with --static-swift-stdlib for programs that run without it")
    }
    return .good("OpenBLAS and json-c are there, Swift's own are inside")
  }

  private func processor() -> Outcome {
    let threads = modelOptions.cores.context.threads
    let fast = [PackedFactor.Precision.float32, .bfloat16, .int8].filter(kernels.areFast)
    let cores = "\(threads) \(threads == 1 ? "core" : "cores")"
    guard !fast.isEmpty else {
      return .fair(
        "\(cores), no AVX-512: everything is computed in float32 by OpenBLAS",
        advice: "that works, at a half to a third of the speed")
    }
    let names = fast.map { "\($0)" }.joined(separator: ", ")
    return .good("\(cores), AVX-512: fast in \(names)")
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
          "the model \(model.folder) takes a praise and a complaint for \(labels.joined(separator: " and "))",
          advice: "its files may be damaged; install anew: sentiment install")
      }
      return .good(
        "the model \(model.name) in \(model.compute.rawValue), from \(model.folder), read two reviews in \(milliseconds) ms "
          + "(\(labels.joined(separator: ", ")))")
    } catch {
      return .bad("\(error)", advice: "install anew (sentiment install), or name a model with --model")
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
      return .good("the server answers (\(label))")
    } catch {
      return .bad("the server cannot be asked: \(error)", advice: advice)
    }
  }
}
