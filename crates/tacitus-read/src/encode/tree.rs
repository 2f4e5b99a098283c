//! From arc scores to a tree. Taking each word's best head gives a tree for most sentences; where it
//! does not, the best tree is searched.

/// The heads of the best tree over `n` words with one root. `arcs` is `[n][1 + n]`: row d holds the
/// scores of the root and of each word as head of word d. `None` is the root.
pub(super) fn best_tree(arcs: &[f32], n: usize) -> Vec<Option<usize>> {
    let score = |dep: usize, head: usize| arcs[dep * (n + 1) + head];
    // In this function heads count from 1 and 0 is the root, as in the matrix.
    let greedy: Vec<usize> = (0..n)
        .map(|dep| {
            let mut best = 0;
            for head in 1..=n {
                if head != dep + 1 && score(dep, head) > score(dep, best) {
                    best = head;
                }
            }
            best
        })
        .collect();
    let heads = if is_tree(&greedy) {
        greedy
    } else {
        // Few words want to be the root, so each candidate's best tree is compared.
        let mut candidates: Vec<usize> = (0..n).filter(|dep| greedy[*dep] == 0).collect();
        if candidates.is_empty() {
            candidates.extend((0..n).max_by(|a, b| score(*a, 0).total_cmp(&score(*b, 0))));
        }
        candidates.truncate(8);
        let mut best: Option<(f64, Vec<usize>)> = None;
        for root in candidates {
            let heads = arborescence(n, root, &score);
            let total: f64 = heads.iter().enumerate().map(|(d, h)| f64::from(score(d, *h))).sum();
            if best.as_ref().is_none_or(|(other, _)| total > *other) {
                best = Some((total, heads));
            }
        }
        best.map_or_else(|| vec![0; n], |(_, heads)| heads)
    };
    heads.into_iter().map(|head| head.checked_sub(1)).collect()
}

/// One root, and every word reaches it.
fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|head| **head == 0).count() != 1 {
        return heads.is_empty();
    }
    find_cycle(heads).is_none()
}

/// The words of a cycle, if there is one.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    // 0 unseen, else the number of the walk that saw it.
    let mut seen = vec![0u32; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = start as u32 + 1;
            match heads[at].checked_sub(1) {
                Some(next) => at = next,
                None => break,
            }
        }
        if heads[at] != 0 && seen[at] == start as u32 + 1 {
            let mut cycle = vec![at];
            let mut next = heads[at] - 1;
            while next != at {
                cycle.push(next);
                match heads[next].checked_sub(1) {
                    Some(on) => next = on,
                    None => return None,
                }
            }
            return Some(cycle);
        }
    }
    None
}

/// A score that no sum of real ones reaches.
const NEVER: f64 = -1e12;

/// The best tree in which `root` alone hangs on the root.
fn arborescence(n: usize, root: usize, score: &dyn Fn(usize, usize) -> f32) -> Vec<usize> {
    let mut matrix = vec![vec![NEVER; n + 1]; n + 1];
    for dep in 0..n {
        for (head, cell) in matrix[dep + 1].iter_mut().enumerate() {
            let allowed = if head == 0 { dep == root } else { dep != root && head != dep + 1 };
            if allowed {
                *cell = f64::from(score(dep, head));
            }
        }
    }
    contract(&matrix)[1..].to_vec()
}

/// Chu and Liu's and Edmonds' algorithm: `scores[dep][head]`, node 0 the root, whose own entry in
/// the result means nothing. Each node takes its best head; a cycle is contracted to one node, and
/// the tree over what is left says where the cycle is entered.
fn contract(scores: &[Vec<f64>]) -> Vec<usize> {
    let n = scores.len();
    let mut heads = vec![0; n];
    for dep in 1..n {
        for head in 0..n {
            let better = scores[dep][head] > scores[dep][heads[dep]];
            if head != dep && (better || heads[dep] == dep) {
                heads[dep] = head;
            }
        }
    }
    let Some(cycle) = find_cycle(&heads[1..]) else {
        return heads;
    };
    let cycle: Vec<usize> = cycle.into_iter().map(|word| word + 1).collect();
    let rest: Vec<usize> = (0..n).filter(|node| !cycle.contains(node)).collect();
    let m = rest.len();
    let mut smaller = vec![vec![NEVER; m + 1]; m + 1];
    // By which node of the cycle an edge from or to the contracted node goes.
    let (mut enters, mut leaves) = (vec![cycle[0]; m], vec![cycle[0]; m]);
    for (a, &node) in rest.iter().enumerate() {
        for (b, &other) in rest.iter().enumerate() {
            if a != b && a > 0 {
                smaller[a][b] = scores[node][other];
            }
        }
        for &inside in &cycle {
            let gain = scores[inside][node] - scores[inside][heads[inside]];
            if gain > smaller[m][a] {
                (smaller[m][a], enters[a]) = (gain, inside);
            }
            if a > 0 && scores[node][inside] > smaller[a][m] {
                (smaller[a][m], leaves[a]) = (scores[node][inside], inside);
            }
        }
    }
    let found = contract(&smaller);
    for a in 1..m {
        heads[rest[a]] = if found[a] == m { leaves[a] } else { rest[found[a]] };
    }
    heads[enters[found[m]]] = rest[found[m]];
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows: the score of the root, then of each word.
    fn check(arcs: &[&[f32]], expected: &[Option<usize>]) {
        assert_eq!(best_tree(&arcs.concat(), arcs.len()), expected);
    }

    #[test]
    fn the_best_heads_are_taken_where_they_make_a_tree() {
        check(&[&[5.0, 0.0, 1.0], &[1.0, 4.0, 0.0]], &[None, Some(0)]);
        check(&[&[1.0, 9.0]], &[None]);
        check(&[], &[]);
    }

    #[test]
    fn a_cycle_is_broken_where_it_costs_least() {
        // Words 0 and 1 want each other; entering by word 0 costs less.
        check(&[&[8.0, 0.0, 9.0], &[1.0, 9.0, 0.0]], &[None, Some(0)]);
        // A cycle of three inside a sentence of four whose root is word 3.
        check(
            &[
                &[0.0, 0.0, 9.0, 0.0, 1.0],
                &[0.0, 0.0, 0.0, 9.0, 2.0],
                &[0.0, 9.0, 0.0, 0.0, 7.0],
                &[9.0, 0.0, 0.0, 0.0, 0.0],
            ],
            &[Some(1), Some(2), Some(3), None],
        );
    }

    #[test]
    fn there_is_one_root() {
        check(&[&[9.0, 0.0, 1.0], &[8.0, 2.0, 0.0]], &[None, Some(0)]);
    }

    #[test]
    fn any_scores_give_a_tree() {
        let mut state = 12345u32;
        for n in 1..24 {
            let arcs: Vec<f32> = (0..n * (n + 1))
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as f32
                })
                .collect();
            let heads: Vec<usize> =
                best_tree(&arcs, n).into_iter().map(|head| head.map_or(0, |h| h + 1)).collect();
            assert!(is_tree(&heads), "{heads:?}");
        }
    }
}
