"""The words people read, one folder of Fluent files a language. Spanish is the source."""
