enum PlaceholderSentimentServer {}
