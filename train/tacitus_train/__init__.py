"""Training of Tacitus' language model: one encoder, many heads. See ../README.md."""
