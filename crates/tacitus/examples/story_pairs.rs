//! What the weights of events across reports are learned from: the input of `train/fit_stories.py`.
//!
//! Usage: `story_pairs WEIGHTS FILE...`: WEIGHTS are those to start from (`events.safetensors`), files are as in
//! `corpus/stories`. Prints a line of JSON a story: its mentions (report, the main events whose words they stand in)
//! and what is known of each two of them.

use serde_json::json;
use std::error::Error;
use tacitus::Session;
use tacitus::stories::{self, Story};
use tacitus_corroborate::Told;
use tacitus_corroborate::events::Scenes;
use tacitus_corroborate::same::Scorer;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let weights = args.next().ok_or("story_pairs WEIGHTS FILE...")?;
    let scorer = Scorer::new(&std::fs::read(weights)?)?;
    let session = Session::open(None)?;
    for file in args {
        let story: Story = toml::from_str(&std::fs::read_to_string(&file)?)?;
        let stories = [(file, story)];
        let read = session.sketch(stories::documents(&stories)).into_iter();
        let told: Vec<Told> =
            read.map(|(reading, sketches)| Told::new(reading, sketches)).collect();
        let scenes = Scenes::new(&told, Some(&scorer));
        let mut mentions = Vec::new();
        for of in &scenes.mentions {
            let event = &told[of.report].reading.record.events[of.event];
            let doc = &told[of.report].reading.document;
            let own = stories::main_events(&stories[0], doc, &event.trigger);
            mentions.push(json!({"report": of.report, "gold": own}));
        }
        let mut pairs = Vec::new();
        for (n, one) in scenes.mentions.iter().enumerate() {
            for other in &scenes.mentions[n + 1..] {
                pairs.push(scenes.features(*one, *other).to_vec());
            }
        }
        let line = json!({"story": stories[0].0, "mentions": mentions, "pairs": pairs});
        println!("{line}");
    }
    Ok(())
}
