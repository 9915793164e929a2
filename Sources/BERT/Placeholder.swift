enum PlaceholderBERT {}
