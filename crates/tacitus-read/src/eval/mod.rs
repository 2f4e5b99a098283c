//! Scores a run against gold: it compares documents and knows nothing of how they were made.
