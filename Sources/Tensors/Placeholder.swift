enum PlaceholderTensors {}
