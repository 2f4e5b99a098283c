//! Documents from CoNLL-U, with gold tokens, sentences and syntax; names from IOB2 columns.
