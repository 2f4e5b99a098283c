//! The closed lists that a record is coded in: PLOVER 2 types, modes and contexts, and Tacitus' own
//! lists for what PLOVER has no field for (acts of speech, status, bounds of numbers).

use crate::tags::tags;

tags! {
    /// PLOVER event types (manual 2.0, table 2.2).
    EventType {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE",
        Cooperate = "COOPERATE", Aid = "AID", Retreat = "RETREAT", Request = "REQUEST",
        Accuse = "ACCUSE", Reject = "REJECT", Threaten = "THREATEN", Protest = "PROTEST",
        Sanction = "SANCTION", Mobilize = "MOBILIZE", Coerce = "COERCE", Assault = "ASSAULT",
    }
}

tags! {
    /// The four quarters of PLOVER: words or deeds, with or against.
    Quad {
        VerbalCooperation = "verbal cooperation", MaterialCooperation = "material cooperation",
        VerbalConflict = "verbal conflict", MaterialConflict = "material conflict",
    }
}

impl EventType {
    /// Whether it is violence against people.
    pub fn is_violent(self) -> bool {
        self == EventType::Assault
    }

    /// The quarter that the type belongs to. SANCTION is material, as section 3.13.4 of the manual
    /// has it (its table 7.2 differs).
    pub fn quad(self) -> Quad {
        use EventType as E;
        match self {
            E::Agree | E::Consult | E::Support | E::Concede => Quad::VerbalCooperation,
            E::Cooperate | E::Aid | E::Retreat => Quad::MaterialCooperation,
            E::Request | E::Accuse | E::Reject | E::Threaten => Quad::VerbalConflict,
            E::Protest | E::Sanction | E::Mobilize | E::Coerce | E::Assault => {
                Quad::MaterialConflict
            }
        }
    }
}

impl EventType {
    /// The CAMEO code of an event of this type and mode, for users of GDELT, ICEWS and PETRARCH: the
    /// table CAMEO2PLOVER-2021 of the PLOVER project read backwards. Where several codes lead to
    /// one type and mode, it is the code above them, at the widest the two digits of the root; an
    /// ASSAULT without a mode, which CAMEO has under three roots, is 18.
    pub fn cameo(self, mode: Option<Mode>) -> &'static str {
        use EventType as E;
        use Mode as M;
        match (self, mode) {
            (E::Consult, Some(M::Phone)) => "041",
            (E::Consult, Some(M::Visit)) => "042",
            (E::Consult, Some(M::ThirdParty)) => "044",
            (E::Retreat, Some(M::Release)) => "084",
            (E::Retreat, Some(M::Ceasefire | M::Disarm | M::Withdraw)) => "087",
            (E::Accuse, Some(M::Investigate)) => "09",
            (E::Accuse, Some(M::Allege)) => "112",
            (E::Accuse, Some(M::Disapprove)) => "111",
            (E::Request, Some(M::Change)) => "104",
            (E::Request, Some(M::Yield)) => "105",
            (E::Protest, Some(M::Demo)) => "141",
            (E::Protest, Some(M::Hunger)) => "142",
            (E::Protest, Some(M::Boycott | M::Strike)) => "143",
            (E::Protest, Some(M::Obstruct)) => "144",
            (E::Protest, Some(M::Riot)) => "145",
            (E::Sanction, Some(M::Discontinue)) => "162",
            (E::Sanction, Some(M::Expel)) => "166",
            (E::Coerce, Some(M::Seize)) => "171",
            (E::Coerce, Some(M::Curfew)) => "1723",
            (E::Coerce, Some(M::MartialLaw)) => "1724",
            (E::Coerce, Some(M::Arrest)) => "173",
            (E::Coerce, Some(M::Deport)) => "174",
            (E::Assault, Some(M::Abduct)) => "181",
            (E::Assault, Some(M::Beat)) => "182",
            (E::Assault, Some(M::Sexual)) => "1821",
            (E::Assault, Some(M::Torture)) => "1822",
            (E::Assault, Some(M::SuicideAttack)) => "1831",
            (E::Assault, Some(M::Explosives)) => "183",
            (E::Assault, Some(M::Targeted)) => "186",
            (E::Assault, Some(M::Destroy)) => "1712",
            (E::Assault, Some(M::CrowdControl)) => "175",
            (E::Assault, Some(M::Firearms)) => "193",
            (E::Assault, Some(M::HeavyWeapons)) => "194",
            (E::Assault, Some(M::Aerial | M::Drone)) => "195",
            (E::Assault, Some(M::Unconventional)) => "204",
            (E::Agree, _) => "03",
            (E::Consult, _) => "04",
            (E::Support, _) => "05",
            (E::Cooperate, _) => "06",
            (E::Aid, _) => "07",
            (E::Concede | E::Retreat, _) => "08",
            (E::Request, _) => "10",
            (E::Accuse, _) => "11",
            (E::Reject, _) => "12",
            (E::Threaten, _) => "13",
            (E::Protest, _) => "14",
            (E::Mobilize, _) => "15",
            (E::Sanction, _) => "16",
            (E::Coerce, _) => "17",
            (E::Assault, _) => "18",
        }
    }
}

tags! {
    /// PLOVER modes. A mode belongs to one or several types: see [`Mode::fits`].
    Mode {
        Visit = "visit", ThirdParty = "third-party", Multilateral = "multilateral", Phone = "phone",
        Withdraw = "withdraw", Release = "release", Disarm = "disarm", Ceasefire = "ceasefire",
        Access = "access", Resign = "resign",
        Assist = "assist", Change = "change", Yield = "yield", Meet = "meet",
        Disapprove = "disapprove", Investigate = "investigate", Allege = "allege",
        Restrict = "restrict", Arrest = "arrest", Relations = "relations", Expel = "expel",
        Territory = "territory", Violence = "violence",
        Demo = "demo", Riot = "riot", Strike = "strike", Hunger = "hunger", Boycott = "boycott",
        Obstruct = "obstruct", Vandalize = "vandalize",
        Convict = "convict", Discontinue = "discontinue",
        Troops = "troops", Weapons = "weapons", Police = "police", Militia = "militia",
        Seize = "seize", Censor = "censor", Curfew = "curfew", MartialLaw = "martial-law",
        Deport = "deport", Withhold = "withhold", Misinformation = "misinformation",
        Cyber = "cyber",
        Abduct = "abduct", Beat = "beat", Torture = "torture", Sexual = "sexual",
        Targeted = "targeted", Destroy = "destroy", Primitive = "primitive",
        Firearms = "firearms", Explosives = "explosives", SuicideAttack = "suicide-attack",
        Aerial = "aerial", Drone = "drone", HeavyWeapons = "heavy-weapons",
        CrowdControl = "crowd-control", Unconventional = "unconventional",
    }
}

impl Mode {
    /// Whether PLOVER lists this mode under `event_type`.
    pub fn fits(self, event_type: EventType) -> bool {
        use EventType as E;
        use Mode as M;
        match event_type {
            E::Consult => matches!(self, M::Visit | M::ThirdParty | M::Multilateral | M::Phone),
            E::Retreat => matches!(
                self,
                M::Withdraw | M::Release | M::Disarm | M::Ceasefire | M::Access | M::Resign
            ),
            E::Request | E::Reject => {
                matches!(self, M::Assist | M::Change | M::Yield | M::Meet)
            }
            E::Accuse => matches!(self, M::Disapprove | M::Investigate | M::Allege),
            E::Threaten => matches!(
                self,
                M::Restrict | M::Arrest | M::Relations | M::Expel | M::Territory | M::Violence
            ),
            E::Protest => matches!(
                self,
                M::Demo | M::Riot | M::Strike | M::Hunger | M::Boycott | M::Obstruct | M::Vandalize
            ),
            E::Sanction => {
                matches!(self, M::Convict | M::Expel | M::Withdraw | M::Discontinue)
            }
            E::Mobilize => matches!(self, M::Troops | M::Weapons | M::Police | M::Militia),
            E::Coerce => matches!(
                self,
                M::Seize
                    | M::Restrict
                    | M::Censor
                    | M::Curfew
                    | M::MartialLaw
                    | M::Arrest
                    | M::Deport
                    | M::Withhold
                    | M::Misinformation
                    | M::Cyber
            ),
            E::Assault => matches!(
                self,
                M::Abduct
                    | M::Beat
                    | M::Torture
                    | M::Sexual
                    | M::Targeted
                    | M::Destroy
                    | M::Primitive
                    | M::Firearms
                    | M::Explosives
                    | M::SuicideAttack
                    | M::Aerial
                    | M::Drone
                    | M::HeavyWeapons
                    | M::CrowdControl
                    | M::Unconventional
            ),
            E::Agree | E::Support | E::Concede | E::Cooperate | E::Aid => false,
        }
    }
}

tags! {
    /// PLOVER contexts (any event may stand in several).
    Context {
        Military = "military", Intelligence = "intelligence", Executive = "executive",
        Legislative = "legislative", Election = "election",
        PoliticalInstitutions = "political_institutions", ProDemocracy = "pro_democracy",
        ProAutocracy = "pro_autocracy", Economic = "economic", Legal = "legal",
        Reparations = "reparations", HumanRights = "human_rights",
        RightsFreedoms = "rights_freedoms", Repression = "repression",
        HumanSecurity = "human_security", Gender = "gender", Lgbt = "lgbt",
        ReligionEthnicity = "religion_ethnicity", Inequality = "inequality",
        Diplomatic = "diplomatic", Territory = "territory", Peacekeeping = "peacekeeping",
        Health = "health", Asylum = "asylum", Migration = "migration", Disasters = "disasters",
        NaturalResource = "natural_resource", Environment = "environment",
        Technology = "technology", Terrorism = "terrorism", Cbrn = "cbrn", Cyber = "cyber",
        Misinformation = "misinformation", Crime = "crime", Corruption = "corruption",
        IllegalDrugs = "illegal_drugs", Trafficking = "trafficking",
    }
}

tags! {
    /// How far a claim is put as true: by the report, which chose the verb, and by the speaker.
    Commitment {
        Presupposed = "presupposed", Asserted = "asserted", LeftOpen = "left_open",
        Unasserted = "unasserted", Denied = "denied", Withheld = "withheld",
    }
}

tags! {
    /// Whether an event happened. PLOVER leaves this to auxiliary modes that no coder implements.
    Status {
        Happened = "happened", Ongoing = "ongoing", Planned = "planned", Possible = "possible",
        Denied = "denied", Demanded = "demanded",
    }
}

tags! {
    /// What a speaker does with the words of a claim.
    Act {
        Assert = "assert", Deny = "deny", Confirm = "confirm", Accuse = "accuse",
        Criticise = "criticise", Praise = "praise", Demand = "demand", Promise = "promise",
        Threaten = "threaten", Doubt = "doubt", Withhold = "withhold",
    }
}

tags! {
    /// Whether the words of a claim are the speaker's own.
    ClaimForm { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
}

tags! {
    /// In which sense a number is meant.
    Bound {
        Exactly = "exactly", MoreThan = "more_than", AtLeast = "at_least", LessThan = "less_than",
        AtMost = "at_most", About = "about",
    }
}

tags! {
    /// TIMEX3 type.
    TimeType { Date = "date", Time = "time", Duration = "duration", Set = "set" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_have_the_manuals_lengths() {
        assert_eq!(EventType::ALL.len(), 16);
        assert_eq!(Context::ALL.len(), 37);
        assert!(Mode::ALL.iter().all(|mode| EventType::ALL.iter().any(|e| mode.fits(*e))));
    }

    /// The type that the table CAMEO2PLOVER-2021 gives a code, and manual 2.0 where it differs.
    fn type_of_cameo(code: &str) -> Option<EventType> {
        use EventType as E;
        let starts = |codes: &[&str]| codes.iter().any(|own| code.starts_with(own));
        Some(match code {
            _ if starts(&["1712", "175", "201"]) => E::Assault,
            _ if starts(&["163", "191", "192"]) => E::Coerce,
            _ if starts(&["084", "085", "086", "087"]) => E::Retreat,
            _ => match code.get(..2)? {
                "03" => E::Agree,
                "04" => E::Consult,
                "05" => E::Support,
                "06" => E::Cooperate,
                "07" => E::Aid,
                "08" => E::Concede,
                "09" | "11" => E::Accuse,
                "10" => E::Request,
                "12" => E::Reject,
                "13" => E::Threaten,
                "14" => E::Protest,
                "15" => E::Mobilize,
                "16" => E::Sanction,
                "17" => E::Coerce,
                "18" | "19" | "20" => E::Assault,
                _ => return None,
            },
        })
    }

    #[test]
    fn cameo_codes_lead_back_to_their_type() {
        for event_type in EventType::ALL {
            let fitting = Mode::ALL.iter().filter(|mode| mode.fits(*event_type));
            for mode in fitting.map(|mode| Some(*mode)).chain([None]) {
                let code = event_type.cameo(mode);
                let back = type_of_cameo(code);
                // The root alone does not tell a concession in words from one in deeds.
                let same =
                    back == Some(*event_type) || code == "08" && *event_type == EventType::Retreat;
                assert!(same, "{event_type} {mode:?}: {code} is {back:?}");
            }
        }
        assert_eq!(EventType::Protest.cameo(Some(Mode::Riot)), "145");
        assert_eq!(EventType::Coerce.cameo(Some(Mode::Restrict)), "17");
    }

    #[test]
    fn names_are_read_back() {
        for mode in Mode::ALL {
            assert_eq!(Mode::parse(mode.as_str()), Some(*mode));
        }
        assert_eq!(EventType::parse("assault"), None, "types are written in capitals");
    }
}
