"""One file, one question: equations, parameters and sources of each mechanism, as pure functions."""
