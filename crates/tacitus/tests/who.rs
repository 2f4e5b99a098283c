//! Who: one actor under many names, the same office in other years, capitals that act and capitals that are shelled, words
//! that take sides, and people who are nobody's business.

use tacitus::ingest::{self, Form, Options};
use tacitus::{Session, redact};
use tacitus_actors::Actors;
use tacitus_doc::{Actor, Reading, Stance, wire};

fn read(session: &Session, published: &str, text: &str) -> Reading {
    let options = Options { published: published.parse().ok(), ..Options::default() };
    let item = ingest::read_bytes("test", text.as_bytes(), Form::Text, &options).expect("a text");
    session.read(vec![item.document]).remove(0)
}

fn session() -> Session {
    Session::open(None).expect("the model")
}

/// The one actor that is known by that id.
#[track_caller]
fn known<'r>(reading: &'r Reading, id: &str) -> &'r Actor {
    let found: Vec<&Actor> =
        reading.record.actors.iter().filter(|actor| actor.known.as_deref() == Some(id)).collect();
    assert_eq!(found.len(), 1, "{id}: {:#?}", reading.record.actors);
    found[0]
}

fn names<'r>(reading: &'r Reading, actor: &Actor) -> Vec<&'r str> {
    actor.mentions.iter().map(|span| reading.document.words(*span)).collect()
}

#[track_caller]
fn called_by_all(reading: &Reading, id: &str, expected: &[&str]) {
    let found = names(reading, known(reading, id));
    for name in expected {
        assert!(found.iter().any(|own| own.ends_with(name)), "{name} is not in {found:?}");
    }
}

#[test]
fn one_actor_under_many_names() {
    let session = session();
    let text = "Fighters of the Islamic State attacked a village near Kirkuk on Sunday, Iraqi officials said. \
                ISIS took nine hostages. Daesh has lost most of its ground since last year. \
                The Lebanese Army sent aid. The Lebanese military said it would send more.";
    let reading = read(&session, "2017-08-29", text);
    called_by_all(&reading, "islamic-state", &["Islamic State", "ISIS", "Daesh"]);
    called_by_all(&reading, "LBN.mil", &["The Lebanese Army", "The Lebanese military"]);
    let text = "Hezbollah's leader, Hassan Nasrallah, spoke on Monday. “We will not betray them,” he said. \
                Nasrallah left the hall at noon.";
    let reading = read(&session, "2017-08-29", text);
    called_by_all(&reading, "hassan-nasrallah", &["Hassan Nasrallah", "he", "Nasrallah"]);
}

#[test]
fn an_office_is_held_by_who_holds_it_that_day() {
    let session = session();
    let text = "The Iraqi leader arrived in Paris on Monday for talks with the French president.";
    for (published, leader, host) in [
        ("2017-10-05", "haider-al-abadi", "emmanuel-macron"),
        ("2011-10-05", "nouri-al-maliki", "nicolas-sarkozy"),
    ] {
        let reading = read(&session, published, text);
        known(&reading, leader);
        known(&reading, host);
    }
    let later = read(&session, "2020-10-05", text);
    let ids: Vec<&str> =
        later.record.actors.iter().filter_map(|actor| actor.known.as_deref()).collect();
    assert!(!ids.contains(&"haider-al-abadi"), "{ids:?}");
}

#[test]
fn an_office_that_somebody_else_holds_is_not_his() {
    let session = session();
    let text = "Shamil Basayev led his men back across the border on Friday. The Russian prime minister said they would be \
                hunted. Basayev did not answer.";
    let reading = read(&session, "1999-10-08", text);
    let found = names(&reading, known(&reading, "shamil-basayev"));
    assert!(!found.iter().any(|name| name.contains("minister")), "{found:?}");
    assert_eq!(names(&reading, known(&reading, "vladimir-putin"))[0], "The Russian prime minister");
}

#[test]
fn a_capital_is_a_government_where_it_deals_and_a_city_where_it_is_shelled() {
    let session = session();
    let text =
        "Damascus accused Ankara of sending arms to the rebels. Damascus said it would not sign.";
    let reading = read(&session, "2016-03-01", text);
    known(&reading, "SYR.gov");
    known(&reading, "TUR.gov");
    let text = "Rebels shelled Damascus on Sunday. At least nine people were killed in Damascus.";
    let reading = read(&session, "2016-03-01", text);
    let governs =
        reading.record.actors.iter().any(|actor| actor.known.as_deref() == Some("SYR.gov"));
    assert!(!governs, "{:#?}", reading.record.actors);
    assert!(reading.record.places.iter().any(|place| place.name == "Damascus"));
}

#[test]
fn who_is_not_known_is_typed_by_the_words() {
    let session = session();
    let text = "Chechen fighters crossed the river on Monday. The Kenyan Ministry of Health closed two schools.";
    let reading = read(&session, "2001-03-01", text);
    let chechens = reading
        .record
        .actors
        .iter()
        .find(|actor| actor.name.contains("Chechen"))
        .expect("the fighters");
    assert_eq!((chechens.kind.as_str(), chechens.country.as_deref()), ("armed_group", Some("RUS")));
    assert_eq!(chechens.code.as_deref(), Some("RUSREB"));
    assert_eq!(known(&reading, "KEN.ministry.health").code.as_deref(), Some("KENGOV"));
}

#[test]
fn words_that_take_sides_are_told_with_their_users() {
    let session = session();
    let text = "Hezbollah attacked a convoy near Tyre on Monday. “The terrorists will be punished,” said Israel's \
                defence minister. Hezbollah buried four martyrs on Tuesday.";
    let reading = read(&session, "2006-07-20", text);
    let called: Vec<(&str, Stance, bool)> = reading
        .record
        .actors
        .iter()
        .flat_map(|actor| &actor.called)
        .map(|called| (called.words.as_str(), called.stance, called.by.is_some()))
        .collect();
    let terrorists = called.iter().find(|(words, ..)| *words == "terrorists");
    // In the minister's words, not in the report's.
    assert!(matches!(terrorists, None | Some((_, Stance::Against, true))), "{called:?}");
    for actor in &reading.record.actors {
        assert!(!actor.name.to_lowercase().contains("terrorist"), "{actor:?}");
    }
}

#[test]
fn private_people_are_kept_as_written_and_can_be_left_out() {
    let session = session();
    let text = "Soldiers killed Idris Bekale, a baker, in Garoua on Monday, his sister Amina Bekale said. Bekale had \
                two children. President Paul Biya ordered an inquiry.";
    let reading = read(&session, "2019-05-06", text);
    known(&reading, "paul-biya");
    for actor in reading.record.actors.iter().filter(|actor| actor.name.contains("Bekale")) {
        assert_eq!(actor.known, None, "{actor:?}");
    }
    let written = wire::write(&redact::redact(&reading));
    for name in ["Bekale", "Idris", "Amina"] {
        assert!(!written.contains(name), "{name} in {written}");
    }
    assert!(
        written.contains("Paul Biya")
            && written.contains("[person 1]")
            && written.contains("Garoua")
    );
    let page = tacitus::page::page(&redact::redact(&reading), tacitus::page::Paper::default());
    assert!(!page.contains("Bekale"), "{page}");
}

#[test]
fn a_table_of_ones_own_takes_precedence() {
    let own = "id,name,aliases,kind,sector,country,from,to,part_of,office\n\
               kessarine-front,Kessarine Front,KF,armed_group,REB,LBN,2010,,,\n\
               ivo-stroh,Ivo Stroh,,person,REB,LBN,2012,,kessarine-front,leader\n";
    let actors = Actors::embedded().with("own.csv", own).expect("in order");
    let session = session().with_actors(actors);
    let text = "The Kessarine Front freed two engineers on Monday. Its leader, Ivo Stroh, said in Lebanon that the KF \
                would free more.";
    let reading = read(&session, "2014-03-05", text);
    known(&reading, "kessarine-front");
    known(&reading, "ivo-stroh");
}

#[test]
fn the_same_words_give_the_same_record_on_any_number_of_threads() {
    let text = "The Taliban said on Monday that they had met envoys of the Afghan government. The two sides will meet again.";
    let one = read(&session().with_threads(1), "2020-09-14", text);
    let three = read(&session().with_threads(3), "2020-09-14", text);
    assert_eq!(wire::write(&one), wire::write(&three));
    assert!(one.record.chains.iter().any(|chain| chain.mentions.len() > 1));
}
