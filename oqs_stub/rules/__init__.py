"""The rules of the national side as pure functions: time comes as an argument."""
