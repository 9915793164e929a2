import Reviews
import Testing

/// Tables in the shapes that shops, app stores, maps and survey tools export. The rows are invented.
struct TableExportTests {
  private func check(
    _ rows: [String], _ expected: [String], _ format: DocumentFormat = .csv,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let document = rows.joined(separator: "\n") + "\n"
    #expect(
      foundReviews(in: document, format, sourceLocation: sourceLocation) == expected, sourceLocation: sourceLocation)
  }

  @Test func readsAppStores() {
    check(
      [
        "Package Name,App Version Code,Reviewer Language,Device,Review Submit Date and Time,Star Rating,Review Title,Review Text,"
          + "Developer Reply Date and Time,Developer Reply Text,Review Link",
        "com.example.app,12,en,pixel,2026-01-02T10:00:00Z,1,Broken again,\"It freezes whenever I rotate the screen\","
          + "2026-01-03T10:00:00Z,\"We are sorry for the terrible trouble\",https://example.com/r/1",
        "com.example.app,12,en,pixel,2026-01-02T11:00:00Z,4,,,,,https://example.com/r/2",
      ], ["It freezes whenever I rotate the screen"])
    check(
      [
        "reviewId,userName,userImage,content,score,thumbsUpCount,reviewCreatedVersion,at,replyContent,repliedAt",
        "a-1,Ann,https://example.com/a.png,Cannot log in since Monday,1,3,2.1,2026-01-02 10:00:00,Please write to us at once,"
          + "2026-01-03 10:00:00",
        "a-2,Bob,https://example.com/b.png,Simple and quick,5,0,2.1,2026-01-02 11:00:00,,",
      ], ["Cannot log in since Monday", "Simple and quick"])
    check(
      [
        "Date,App Name,Territory,Rating,Title,Review,Nickname,Developer Response",
        "2026-01-02,Notes,USA,2,Slow start,It takes a minute until I can type,ann77,Thank you for your kind words",
      ], ["It takes a minute until I can type"])
    check(
      [
        "recommendationid,language,review,timestamp_created,voted_up,votes_up,weighted_vote_score,steam_purchase",
        "77,english,The servers are down every weekend,1767000000,False,3,0.52,True",
        "78,english,Great fun with friends,1767000001,True,9,0.61,True",
      ], ["The servers are down every weekend", "Great fun with friends"])
  }

  @Test func readsShops() {
    check(
      [
        "marketplace\tcustomer_id\treview_id\tproduct_title\tproduct_category\tstar_rating\thelpful_votes\tvine\treview_headline"
          + "\treview_body\treview_date",
        "US\t1\tR1\tSteel water bottle with a lid, 500 ml\tKitchen\t1\t0\tN\tLeaks\tWater everywhere in my bag\t2026-01-02",
        "US\t2\tR2\tSteel water bottle with a lid, 500 ml\tKitchen\t5\t2\tN\tFive Stars\tKeeps tea hot all day\t2026-01-03",
      ], ["Water everywhere in my bag", "Keeps tea hot all day"], .tsv)
    check(
      [
        "reviewerID,asin,reviewerName,helpful,reviewText,overall,summary,unixReviewTime,reviewTime",
        "A1,B1,Ann Lee,\"[0, 1]\",The zip broke on the first day,1.0,Not what I hoped for at all,1767000000,\"01 2, 2026\"",
      ], ["The zip broke on the first day"])
    check(
      [
        "id,name,reviews.date,reviews.doRecommend,reviews.numHelpful,reviews.rating,reviews.text,reviews.title,reviews.username",
        "1,Tablet 8 inch,2026-01-02,TRUE,0,5,My kids use it every day,A good little tablet,annie",
        "2,Tablet 8 inch,2026-01-02,FALSE,1,1,The screen went black after a week,Died soon,bobby",
      ], ["My kids use it every day", "The screen went black after a week"])
    check(
      [
        "product_name,product_price,Rate,Review,Summary,Sentiment",
        "Air cooler,3999,5,super!,great cooler excellent air flow and at this price it is so amazing,positive",
        "Air cooler,3999,1,useless,it makes a lot of noise and does not cool the room,negative",
        "Air cooler,3999,3,fair,the quality is fine but the water tank is small,neutral",
      ],
      [
        "great cooler excellent air flow and at this price it is so amazing",
        "it makes a lot of noise and does not cool the room", "the quality is fine but the water tank is small",
      ])
    check(
      [
        "rating,date,variation,verified_reviews,feedback", "1,02-Jan-26,Charcoal,It does not hear me at all,0",
        "5,03-Jan-26,Oak,Love it,1",
      ], ["It does not hear me at all", "Love it"])
    check(
      ["sku,comment_count,customer_feedback,is_public", "a7,12,Arrived with a dent,1", "a8,3,Fits perfectly,0"],
      ["Arrived with a dent", "Fits perfectly"])
    check(
      [
        "商品名称,用户昵称,评分,评价内容,评价时间,商家回复,追评", "蓝牙耳机,小**明,1,用了三天就没有声音了,2026-01-02 10:00,亲 非常抱歉给您带来不好的体验,客服一直不处理",
        "蓝牙耳机,安**,5,此用户没有填写评价,2026-01-02 11:00,,",
      ], ["用了三天就没有声音了", "客服一直不处理"])
    check(
      ["id;评论;星级", "1;物流太慢了，等了两个星期;1", "2;系统默认好评;5", "3;质量很好，家人都喜欢;5"],
      ["物流太慢了，等了两个星期", "质量很好，家人都喜欢"])
  }

  @Test func readsPlacesAndTravel() {
    check(
      [
        "query,name,place_id,reviews,rating,review_id,author_title,author_reviews_count,review_text,owner_answer,review_rating",
        "\"cafe, bath\",The Corner Cafe,P1,812,4.2,r1,Guest One,14,Cold coffee and a long wait,\"We are so sorry, come back\",1",
        "\"cafe, bath\",The Corner Cafe,P1,812,4.2,r2,Guest Two,2,Best scones in town,,5",
      ], ["Cold coffee and a long wait", "Best scones in town"])
    check(
      [
        "Hotel_Address,Review_Date,Average_Score,Hotel_Name,Reviewer_Nationality,Negative_Review,"
          + "Review_Total_Negative_Word_Counts,Positive_Review,Reviewer_Score,Tags",
        "1 Long Street,8/3/2026,7.7,Hotel Long Street,Norway,Paper thin walls and no sleep,6,Close to the station,5.0,"
          + "[' Leisure trip ']",
        "1 Long Street,8/4/2026,7.7,Hotel Long Street,Spain,No Negative,0,Kind people at the desk,9.0,[' Business trip ']",
      ], ["Paper thin walls and no sleep", "Close to the station", "Kind people at the desk"])
    check(
      [
        "Reservation number,Review date,Guest name,Review title,Positive review,Negative review,Review score,Property reply",
        "12,2026-01-02,Ann,Good value,The bed was soft,There are no comments available for this review,8,Thank you dear Ann",
      ], ["The bed was soft"])
    check(
      [
        "review_id,user_id,business_id,stars,useful,funny,cool,text,date",
        "r1,u1,b1,1,0,0,0,Rude waiter and stale bread,2026-01-02",
      ],
      ["Rude waiter and stale bread"])
    check(
      [
        "date of creation of the review,rating,text of the review,text of the reply",
        "2 January 2026 at 10:00,2,The tour was cancelled without notice,We regret this very much",
        "3 January 2026 at 11:00,5,Our guide knew every corner,",
      ], ["The tour was cancelled without notice", "Our guide knew every corner"])
    check(
      ["店名,用户,总分,口味,环境,服务,评论内容,时间", "老王面馆,吃货,3.5,3,4,3,汤太咸了，面也坨了,2026-01-02"], ["汤太咸了，面也坨了"])
    check(
      [
        "ID,Movie_Name_CN,Crawl_Date,Username,Date,Star,Comment,Like", "0,某部电影,2026-01-22,影迷,2026-01-13,3,连特效都很糟糕,2404",
      ],
      ["连特效都很糟糕"])
  }

  @Test func readsSupportAndSurveys() {
    check(
      [
        "Review Id,Review Created (UTC),Review Username,Review Title,Review Content,Review Stars,Company Reply Date,Company Reply",
        "1,2026-01-02 10:00:00,Ann,Never again,They charged me twice,1,2026-01-03,We apologise for this mistake",
      ], ["They charged me twice"])
    check(
      [
        "Ticket ID,Subject,Requester,Assignee,Satisfaction Score,Satisfaction Comment,Solved at",
        "7,Where is my parcel,Ann,Bob,Bad,Nobody answered for a week,2026-01-02 10:00",
        "8,Refund for the order,Cy,Bob,Good,Solved in ten minutes,2026-01-02 11:00",
      ], ["Nobody answered for a week", "Solved in ten minutes"])
    check(
      [
        "StartDate,EndDate,Progress,Finished,Q1,Q2_TEXT",
        "Start Date,End Date,Progress,Finished,How satisfied are you?,Why?",
        "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"progress\"\"}\","
          + "\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"",
        "2026-01-02 10:00:00,2026-01-02 10:05:00,100,True,1,The queue at the desk was endless",
        "2026-01-02 11:00:00,2026-01-02 11:05:00,100,True,5,Everything went smoothly",
      ], ["The queue at the desk was endless", "Everything went smoothly"])
    check(
      [
        "Respondent ID,Collector ID,Start Date,End Date,How likely are you to recommend us?,What is the reason for your score?",
        ",,,,Response,Open-Ended Response",
        "101,5,01/02/2026 10:00:00 AM,01/02/2026 10:05:00 AM,3,The driver was late and rude to us",
        "102,5,01/02/2026 11:00:00 AM,01/02/2026 11:05:00 AM,9,Quick and friendly help on the phone",
      ], ["The driver was late and rude to us", "Quick and friendly help on the phone"])
    check(
      [
        "Timestamp,How did you hear about us?,How would you rate us?,What did you like most?,What should we improve?",
        "1/2/2026 10:00:00,From a friend,4,The warm welcome at the door,The music was too loud to talk",
        "1/2/2026 11:00:00,Newspaper,5,Fresh bread every single morning,Nothing",
        "1/2/2026 12:00:00,From a friend,5,The garden and the quiet rooms,More parking for bicycles please",
        "1/2/2026 13:00:00,From a friend,2,The view from our window,Clean the bathrooms more often",
      ],
      [
        "The warm welcome at the door", "The music was too loud to talk", "Fresh bread every single morning",
        "The garden and the quiet rooms", "More parking for bicycles please", "The view from our window",
        "Clean the bathrooms more often",
      ])
    check(
      [
        "employee_status,date,job_title,headline,pros,cons,advice_to_management,overall_rating",
        "Current,2026-01-02,Senior software engineer,Fine for a start,Flexible hours and kind people,Slow decisions and old tools,"
          + "Listen to your teams more,3",
      ], ["Flexible hours and kind people", "Slow decisions and old tools", "Listen to your teams more"])
  }

  @Test func prefersWhatCustomersWrite() {
    check(
      ["Date,Hotel comment,Guest comment", "2026-01-02,We are so sorry for that,The lift was broken all week"],
      ["The lift was broken all week"])
    check(
      ["Post message,Comment message,Likes", "We open on Monday at ten,The queue was endless,3"],
      ["The queue was endless"])
    check(["Staff comment,Customer comment", "Thank you for telling us,My soup was cold"], ["My soup was cold"])
  }

  @Test func readsAllColumnsOfOneKind() {
    check(
      [
        "drug,rating,benefitsReview,sideEffectsReview,commentsReview",
        "abc,3,It helped me to sleep,I had a dry mouth,I took it once a day",
      ], ["It helped me to sleep", "I had a dry mouth", "I took it once a day"])
    check(
      ["id,review_text,review_text_translated", "1,The soup was cold,The soup was chilly", "2,Kind staff,Nice people"],
      ["The soup was cold", "Kind staff"])
  }

  @Test func passesOverPhrasesThatAllRowsShare() {
    check(
      [
        "review,body", "Rated out of five stars,It broke on day two", "Rated out of five stars,Works like a charm",
        "Rated out of five stars,Too small for me",
      ], ["It broke on day two", "Works like a charm", "Too small for me"])
  }

  @Test func readsProseUnderUnusualNames() {
    for name in ["Customer notes", "client_notes", "Customer said", "Store experience", "description", "H"] {
      check(
        ["Date,\(name),Stars", "2026-01-02,The lift was broken all week,1", "2026-01-03,We slept very well,5"],
        ["The lift was broken all week", "We slept very well"])
    }
  }

  @Test func skipsWhatStandsAboveTheHeader() {
    check(
      ["# exported today", "# by a tool", "id,review", "1,Cold food and a rude waiter", "2,Kind staff"],
      ["Cold food and a rude waiter", "Kind staff"])
    check(
      ["Customer reviews,,", "Export of May,,", "id,stars,review", "1,1,Never again here", "2,5,Lovely place"],
      ["Never again here", "Lovely place"])
    check(
      ["Report", "", "id,stars,review", "1,1,Never again here", "2,5,Lovely place"],
      ["Never again here", "Lovely place"])
    check(["# sentiment:ignore", "# more", "id,review", "1,Never again here", "2,Lovely place"], ["Lovely place"])
  }

  @Test func findsTheSeparatorThatFitsMostRows() {
    check(
      ["17;Cold soup, and nobody cared;1", "18;Great food, kind staff;5", "19;Average, noisy place;2"],
      ["Cold soup, and nobody cared", "Great food, kind staff", "Average, noisy place"])
    check(["sep=;", "id;review;stars", "1;Cold food, rude staff;1"], ["Cold food, rude staff"])
    check(
      ["\"sep=|\"", "1|Cold food, rude staff|1", "2|Great food, kind staff|5"],
      ["Cold food, rude staff", "Great food, kind staff"])
    check(["id|review|stars", "1|Cold food, rude staff|1", "2|Lovely|5"], ["Cold food, rude staff"])
    check(["text", "Good, but slow", "Bad, and loud, too"], ["Good, but slow", "Bad, and loud, too"])
  }

  @Test func saysWhichColumnsThereAre() {
    let found = DocumentReviews(of: Array("id,date\n7,2026-01-02\n8,2026-01-03\n".utf8), format: .csv)
    #expect(
      found.reasonForNone(columnOption: "--column", textOption: "")
        == #"no review found; the columns are "id", "date"; name one with --column"#)
    let read = DocumentReviews(of: Array("id,review\n7,Cold soup\n8,N/A\n".utf8), format: .csv)
    #expect(read.reasonForNone(columnOption: "--column", textOption: "") == nil)
    #expect(read.origin == #"1 review in the column "review"; 1 placeholder"#)
  }
}
