//! Whether two numbers can both be right.

use tacitus_doc::Bound;

/// What a number with its bound leaves possible, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
}

/// *about 100* is taken for 85 to 115.
const ABOUT: f64 = 0.15;

impl Range {
    /// Of a number.
    pub fn of(value: f64, bound: Bound) -> Range {
        let (low, high) = match bound {
            Bound::Exactly => (value, value),
            Bound::MoreThan => (value, f64::INFINITY),
            Bound::AtLeast => (value, f64::INFINITY),
            Bound::LessThan => (0.0, value),
            Bound::AtMost => (0.0, value),
            Bound::About => (value * (1.0 - ABOUT), value * (1.0 + ABOUT)),
        };
        Range { low, high }
    }

    /// Whether some number fits both.
    pub fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: (f64, Bound), other: (f64, Bound), meet: bool) {
        assert_eq!(Range::of(one.0, one.1).meets(Range::of(other.0, other.1)), meet);
    }

    #[test]
    fn numbers_that_fit() {
        check((300.0, Bound::MoreThan), (310.0, Bound::Exactly), true);
        check((12.0, Bound::Exactly), (20.0, Bound::AtLeast), false);
        check((12.0, Bound::AtLeast), (20.0, Bound::AtLeast), true);
        check((100.0, Bound::About), (112.0, Bound::Exactly), true);
        check((100.0, Bound::About), (250.0, Bound::Exactly), false);
        check((300.0, Bound::Exactly), (250.0, Bound::Exactly), false);
    }
}
