//! The kinds of notes that reading an input can leave, in one table for the documentation.

macro_rules! note_kinds {
    ($($(#[$meta:meta])* $name:ident = $kind:literal, $means:literal;)+) => {
        $($(#[$meta])* pub(crate) const $name: &str = $kind;)+

        /// Every kind of note that this crate leaves, with what it says to a user, by name.
        pub const NOTE_KINDS: &[(&str, &str)] = &[$(($kind, $means)),+];
    };
}

note_kinds! {
    BAD_PAIR = "bad-pair",
        "A pair of phrases that the input asks about does not fit the text; it is kept as a pair of empty spans, so that the answers stay in step with the questions";
    DEEP_MARKUP = "deep-markup",
        "A page has so much or so deeply nested markup that its paragraphs were taken in order, without judging which of them belong to the article";
    EMPTY_DOCUMENT = "empty-document",
        "The input holds no text to read";
    EXTRACTION_FAILED = "extraction-failed",
        "No article was found on a page; its paragraphs were taken in order instead";
    EXTRACTION_TIMEOUT = "extraction-timeout",
        "Finding the article on a page took too long and was given up; its paragraphs were taken in order instead";
    GUESSED_ENCODING = "guessed-encoding",
        "The input is not UTF-8 and does not say what it is; the encoding was guessed from its bytes";
    LANGUAGE_UNKNOWN = "language-unknown",
        "The language is not given and the text is too short or too mixed to tell it";
    NOT_ENGLISH = "not-english",
        "The document is in another language than English; it is kept but not coded";
    UNDECODABLE_BYTES = "undecodable-bytes",
        "Some bytes do not fit the encoding; each run of them became one replacement character";
    UNREADABLE_DATE = "unreadable-date",
        "The date of publication is written in a way that is not understood, or does not exist";
    UNREADABLE_FIELD = "unreadable-field",
        "A field of a JSON line is not the kind of value that it should be; it is kept under meta";
}
