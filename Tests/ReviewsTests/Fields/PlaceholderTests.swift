import Testing

@testable import Reviews

struct PlaceholderTests {
  @Test(arguments: [
    "N/A", "n/a", "-none-", "No comment.", "[deleted]", "[removed]", "No Negative", "no positive", "null", "NaN",
    "There are no comments available for this review", "The customer did not leave a comment",
    "This review was removed by the moderator",
    "此用户没有填写评价。", "该用户未填写评价内容", "用户未发表评价", "15天内买家未作出评价", "暂无评论", "暂无", "系统默认好评!", "评价方未及时做出评价,系统默认好评!",
    "The user didn't write a review, and has left just a rating", "No additional comments", "Nothing to add", "此评论已删除",
    "该内容已被删除",
    "买家没有填写评价内容", "默认好评", "没有评价", "未填写评价", "该用户觉得商品非常好，给出5星好评",
  ])
  func recognizesWhatShopsWrite(_ text: String) { #expect(Placeholder.matches(text)) }

  @Test(arguments: [
    "No comment from the staff when I complained", "Nothing works", "There is no text on the label of my bottle",
    "Not available in blue, sad",
    "没有评价里说的那么好", "用户体验很差", "没有内容，浪费时间", "非常好", "好评！物流很快", "没有想象中好", "系统太卡了", "无语", "买家秀和卖家秀差太多",
    "Deleted it after a day",
  ])
  func keepsWhatPeopleWrite(_ text: String) { #expect(!Placeholder.matches(text)) }
}
