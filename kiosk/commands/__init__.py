"""One file a command: `configure(parser)` names its options, `run(options)` returns the exit code."""
