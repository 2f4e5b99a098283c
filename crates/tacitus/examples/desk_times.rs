//! How long a running desk takes to answer: `desk_times http://127.0.0.1:8117 [TIMES]`.
//!
//! Each address is asked several times, each time in another way, so that no answer is one that was kept.
//! Start the desk with `--rate 100000`.

use std::time::Instant;

const FILTERS: [&str; 12] = [
    "",
    "type:ASSAULT",
    "country:SYR",
    "status:happened",
    "sources:2",
    "disputed:yes",
    "from:2017-01-01 to:2017-06-30",
    "near:Aleppo,50km",
    "speaker:none",
    "actor:government",
    "type:ASSAULT country:SYR",
    "type:PROTEST sources:2",
];

const VIEWS: [&str; 9] = [
    "map.json?zoom=2&q=",
    "map.json?zoom=6&west=30&east=50&south=25&north=40&q=",
    "timeline.json?q=",
    "facets.json?q=",
    "events.json?limit=50&q=",
    "events.json?sort=-sources&q=",
    "network.json?q=",
    "stories.json?q=",
    "sources.json?q=",
];

fn main() {
    let mut args = std::env::args().skip(1);
    let url = args.next().unwrap_or_else(|| "http://127.0.0.1:8117".to_owned());
    let times: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(5);
    let agent = ureq::Agent::new_with_defaults();
    let mut all = Vec::new();
    for view in VIEWS {
        let mut of_view: Vec<(f64, &str)> = Vec::new();
        for filter in FILTERS {
            for n in 0..times {
                // Blanks at the end ask for the same under another address.
                let asked = format!("{filter}{}", " ".repeat(n)).replace(' ', "%20");
                let begin = Instant::now();
                let answer = agent.get(format!("{url}/api/{view}{asked}")).call();
                let read = answer.map(|mut answer| answer.body_mut().read_to_vec());
                if !matches!(read, Ok(Ok(_))) {
                    println!("{view}{filter}: no answer");
                    break;
                }
                of_view.push((begin.elapsed().as_secs_f64() * 1e3, filter));
            }
        }
        of_view.sort_by(|a, b| a.0.total_cmp(&b.0));
        let slowest = of_view.last().map_or("", |(_, filter)| filter);
        let times: Vec<f64> = of_view.iter().map(|(time, _)| *time).collect();
        println!("{view:<55} {} slowest {slowest:?}", told(&times));
        all.extend(times);
    }
    all.sort_by(f64::total_cmp);
    println!("{:<55} {}", "all", told(&all));
}

fn told(sorted: &[f64]) -> String {
    let at = |part: f64| {
        let n = (sorted.len() as f64 * part) as usize;
        sorted.get(n.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
    };
    format!("p50 {:7.1} ms  p95 {:7.1} ms  most {:7.1} ms", at(0.5), at(0.95), at(1.0))
}
