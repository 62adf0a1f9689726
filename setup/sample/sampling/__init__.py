"""The parts of the sample generator: pure functions, randomness passed in."""
