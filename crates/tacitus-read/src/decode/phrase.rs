//! Questions about the dependency tree that several rules ask: subtrees, subjects, auxiliaries.

use tacitus_doc::{Document, Span, Token, Upos, Word};

/// A parsed document's tokens with their syntax and, for each token, its dependents in order.
/// Reckoned once a document.
pub struct Tree<'d> {
    /// The document.
    pub doc: &'d Document,
    /// Its tokens.
    pub tokens: &'d [Token],
    /// One word a token.
    pub words: &'d [Word],
    children: Vec<Vec<u32>>,
}

impl<'d> Tree<'d> {
    /// The tree of `doc`, or `None` where it has no syntax.
    pub fn new(doc: &'d Document) -> Option<Tree<'d>> {
        let (tokens, words) = (doc.tokens()?, doc.syntax()?);
        if tokens.len() != words.len() {
            return None;
        }
        let mut children = vec![Vec::new(); words.len()];
        for (idx, word) in words.iter().enumerate() {
            if let Some(head) = word.head.filter(|&head| head < words.len()) {
                children[head].push(idx as u32);
            }
        }
        Some(Tree { doc, tokens, words, children })
    }

    /// The dependents of a token, in order of the text.
    pub fn children(&self, token: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[token].iter().map(|&idx| idx as usize)
    }

    /// The first dependent with relation `rel`; `nsubj` also finds `nsubj:pass` only when asked by
    /// that name.
    pub fn child(&self, token: usize, rel: &str) -> Option<usize> {
        self.children(token).find(|&idx| &*self.words[idx].rel == rel)
    }

    /// Whether the token's relation is `rel` or a subtype of it.
    pub fn has_rel(&self, token: usize, rel: &str) -> bool {
        let own = &*self.words[token].rel;
        own.strip_prefix(rel).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// All tokens under `token`, itself included, in order of the text. Deep or cyclic input ends:
    /// no token is visited twice.
    pub fn subtree(&self, token: usize) -> Vec<usize> {
        self.subtree_where(token, |_| true)
    }

    /// As [`Tree::subtree`], leaving out dependents (and all under them) that `keep` refuses.
    pub fn subtree_where(&self, token: usize, keep: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = vec![token];
        let mut seen = std::collections::HashSet::from([token]);
        let mut next = 0;
        while next < found.len() {
            for child in self.children(found[next]) {
                if keep(child) && seen.insert(child) {
                    found.push(child);
                }
            }
            next += 1;
        }
        found.sort_unstable();
        found
    }

    /// The words of a token, as written.
    pub fn text(&self, token: usize) -> &'d str {
        self.tokens[token].span.of(self.doc.text())
    }

    /// The lemma of a token.
    pub fn lemma(&self, token: usize) -> &'d str {
        &self.words[token].lemma
    }

    /// Its part of speech.
    pub fn upos(&self, token: usize) -> Upos {
        self.words[token].upos
    }

    /// From the first of `tokens` to the last, as one span.
    pub fn span(&self, tokens: &[usize]) -> Option<Span> {
        let (first, last) = (tokens.iter().min()?, tokens.iter().max()?);
        Some(self.tokens[*first].span.to(self.tokens[*last].span))
    }
}
