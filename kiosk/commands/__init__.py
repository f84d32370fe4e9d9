"""One file a command: `configure(parser)` names its options, `run(options)` does it and returns the exit code."""
