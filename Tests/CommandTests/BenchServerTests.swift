import JSON
import TestSupport
import Testing

/// Which figures are printed; their values depend on the machine.
struct BenchServerTests {
  @Test(arguments: [[], ["--pull"]]) func printsEveryFigureAsJSON(options: [String]) throws {
    let outcome = try Program.run(
      "sentiment",
      [
        "bench", "server", "--model", TinyModel.bert, "--reviews", "20", "--rows", "40", "--documents", "500", "--soak",
        "1",
        "--json",
      ]
        + options)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try outcome.lines()
    #expect(rows.map { $0["name"]?.stringValue } == Self.names)
    for row in rows {
      #expect(row["value"]?.doubleValue != nil && row["unit"]?.stringValue != nil, "\(row.serialized())")
    }
    let bars: [Double?] = [0.05, 0.5, 1.25, 0.005, 0.05, 1.25, 0.05, 0.05]
    #expect(
      rows.filter { $0["name"] != "edit to findings, 95th percentile" }.compactMap { $0["bar"]?.doubleValue } == bars)
  }

  private static let names = [
    "initialize", "20 reviews: first finding", "20 reviews: last finding",
    "20 reviews: classification in this process", "20 reviews: last finding / classification",
    "classification of the edited review, median", "classification of the edited review, 95th percentile",
    "edit to findings, median", "edit to findings, 95th percentile", "(edit - debounce) / classification, median",
    "(edit - debounce) / classification, 95th percentile", "hover over a classified review, median",
    "hover over a classified review, 95th percentile", "cancellation, 95th percentile",
    "40 rows: response to the next request", "40 rows: first finding", "40 rows: size of the file",
    "40 rows: peak memory", "40 rows: memory while open", "40 rows: memory after closing",
    "500 documents: all read", "500 documents: all read", "500 documents / 500 documents",
    "500 documents: hover, 95th percentile", "500 documents: cancellation, 95th percentile",
  ]

  @Test(arguments: [
    ("/no/such/program", "/no/such/program cannot be started"), ("/bin/false", "the server exited with code 1"),
    ("/bin/echo", "the server sent malformed bytes"),
  ])
  func reportsAServerThatDoesNotStartOrExits(_ row: (path: String, expected: String)) throws {
    let outcome = try Program.run("sentiment", ["bench", "server", "--model", TinyModel.bert, "--server", row.path])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(row.expected), "\(outcome.errors)")
  }

  @Test(arguments: [["--reviews", "9"], ["--rows", "9"], ["--documents", "9"], ["--soak", "0"]])
  func rejectsNumbersOutOfRange(
    _ options: [String]
  ) throws {
    let outcome = try Program.run("sentiment", ["bench", "server"] + options)
    #expect(outcome.status == 2 && outcome.errors.contains(options[0]), "\(outcome.errors)")
  }
}
