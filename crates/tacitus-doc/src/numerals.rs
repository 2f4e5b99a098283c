//! Numbers written as words.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of one word in lower case, up to *ninety*.
pub fn of_word(word: &str) -> Option<f64> {
    let ones = ONES.iter().position(|one| *one == word).map(|n| n as f64);
    ones.or_else(|| TENS.iter().position(|ten| *ten == word).map(|n| (n as f64 + 2.0) * 10.0))
}

#[cfg(test)]
mod tests {
    use super::of_word;

    #[test]
    fn words_are_counted() {
        assert_eq!(of_word("zero"), Some(0.0));
        assert_eq!(of_word("twelve"), Some(12.0));
        assert_eq!(of_word("ninety"), Some(90.0));
        assert_eq!(of_word("dozen"), None);
    }
}
