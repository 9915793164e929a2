import Reviews
import Testing

struct TextShapeTests {
  private func isRead(_ text: String, _ check: ReviewRules.TextCheck = .opinions) -> Bool {
    var rules = ReviewRules()
    rules.textCheck = check
    let found = DocumentReviews(of: Array(text.utf8), format: .plaintext, rules)
    #expect(found.isOtherText == found.reviews.isEmpty)
    return !found.isOtherText
  }

  @Test(arguments: [
    "The food was cold and the waiter rude.\nLovely place, we will come back.\nIt arrived on Tuesday.",
    "The driver left it in the rain and it was soaked.",
    "Stopped working after a month\nHalf the pieces were missing\nLeaks at the seam",
    "Never again.\nWorst purchase of my life!", "The battery died after two days of use.",
    "房间很脏，服务态度也差。\n位置不错，离地铁近。", "Two stars: ★★☆☆☆ for the long wait", "It works :)\nIt does not :(",
  ])
  func readsReviews(_ text: String) { #expect(isRead(text)) }

  @Test(arguments: [
    "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software, to use the software without restriction.\nThe software is provided as is, without warranty of any kind.",
    "buy milk\ncall the bank\nfix the tap\npaint the door", "apple\nbanana\ncherry\nbad\ngood",
    "2026-01-02 10:00:00 INFO server started on port 8080\n2026-01-02 10:00:01 WARN slow disk, retrying\n2026-01-02 10:00:02 INFO ready",
    "[section]\nname = value\nbad_option = 1\nuse_cache = true\n",
    "int main(void) {\n  return bad_value; // good\n}\nstatic int x = 1;\n",
    "From: ann@example.org\nTo: bob@example.org\nSubject: minutes\nDate: Mon, 2 Jan 2026\n\nThe meeting begins at ten.\nBring the documents and a pen.",
    "From: ann@example.org\nTo: bob@example.org\nSubject: your order\n\nHi Bob,\nsorry for the terrible trouble.",
    "[ ] fix the ugly layout\n[ ] remove the broken link\n[x] write to the angry customer",
    "Feb  3 09:12:45 web sshd[1]: error: bad prime description\nFeb  3 09:12:46 web sshd[1]: bad gateway, useless reply",
    "2.4.1 (2026-01-12)\nFixed a terrible crash\n2.4.0 (2026-01-02)\nFixed an awful delay\n",
    "timeout = 30\nretry = bad\nmode = good\n",
    "Version 1.2\n* Add an option for the width of columns\n* Move the parser to its own file\n* Describe the format of the table\n* Update the list of contributors",
    "The meeting is on Monday.\nThe agenda follows by mail.\nThe room has a projector.",
  ])
  func skipsOtherTexts(_ text: String) { #expect(!isRead(text)) }

  @Test func readsProseOfAnyLanguageIfOnlyTheShapeCounts() {
    #expect(isRead("Das Essen war kalt.\nNie wieder!", .prose))
    #expect(!isRead("x = 1;\ny = 2;\nz = f(x);", .prose))
    #expect(isRead("x = 1;\ny = 2;\nz = f(x) and g(y);", .none))
  }

  @Test func readsAnythingThatTheUserDivides() {
    var rules = ReviewRules()
    (rules.textCheck, rules.split) = (.opinions, .line)
    #expect(foundReviews(in: "buy milk\nfix the tap", .plaintext, rules) == ["buy milk", "fix the tap"])
  }
}

struct LabelledTextTests {
  private func check(_ text: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      foundReviews(in: text, .plaintext, sourceLocation: sourceLocation) == expected, sourceLocation: sourceLocation)
  }

  @Test func readsTextsBesideLabels() {
    check("The soup was cold\t0\nKind staff and a view\t1\n", ["The soup was cold", "Kind staff and a view"])
    check("0\tThe soup was cold\n1\tKind staff and a view\n", ["The soup was cold", "Kind staff and a view"])
    check(
      "text\tlabel\nThe soup was cold\tneg\nKind staff and a view\tpos\n",
      ["The soup was cold", "Kind staff and a view"])
    check("id,review\n1,The soup was cold\n2,Kind staff\n", ["The soup was cold", "Kind staff"])
  }

  @Test func readsFastText() {
    check(
      "__label__1 The soup was cold\n# sentiment:ignore\n__label__2 Kind staff\n__label__2 __label__food Good bread\n",
      ["The soup was cold", "Good bread"])
  }

  @Test func readsRecords() {
    check(
      """
      product/productId: B1
      review/score: 1.0
      review/summary: Not what I hoped for
      review/text: The soup was cold

      product/productId: B2
      review/score: 5.0
      review/summary: As good as at home
      review/text: Kind staff: all of them

      """, ["The soup was cold", "Kind staff: all of them"])
  }

  @Test func numberedLinesAreNoRecords() {
    let lines = ["Review 1: the soup was cold", "Review 2: the staff were rude", "Review 3: a terrible place"]
    check(lines.joined(separator: "\n"), lines)
    check("评价1：汤是凉的，难吃\n评价2：服务态度很差\n", ["评价1：汤是凉的，难吃", "评价2：服务态度很差"])
  }

  @Test func readsOrdinaryLinesWhole() {
    check("Pros: none at all\nI would not go there again\n", ["Pros: none at all", "I would not go there again"])
    check(
      "Great\tsoup\nNever again, truly\nWe loved it here\n", ["Great\tsoup", "Never again, truly", "We loved it here"])
  }
}
