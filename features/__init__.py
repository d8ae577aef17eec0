"""The feature files of Mynabench; text only, shipped with the package."""
