enum PlaceholderTokenizers {}
