"""The command line: words in, words out. Commands are imported when they are called."""
