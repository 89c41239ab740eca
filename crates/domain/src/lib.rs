//! The words that every part of Eslabón shares: ids, units, money, places,
//! vocabulary, facts, needs, roles. No IO, no clock, no randomness but for new ids.
//!
//! | room | what is in it |
//! |---|---|
//! | [`ids`] | one newtype per kind of record |
//! | [`text`] | languages, folding, words, stems |
//! | [`vocabulary`] | the concept trees, and finding their phrases in text |
//! | [`attributes`] | the spine: what can be said of a site and asked of it |
//! | [`facts`] | what is known of a site, from whom, until when |
//! | [`ladders`] | the coarse steps on which closed figures are compared |
//! | [`machines`] | single machines of a site |
//! | [`loads`] | what a site has promised of its machines' time, month by month |
//! | [`needs`] | what a lead firm looks for |
//! | [`terms`] | on which terms: volume by month, lots, delivery, payment |
//! | [`plausible`] | between which amounts a criterion usually lies |
//! | [`candidacies`] | a supplier on its way to being chosen, and what it answers |
//! | [`alerts`] | what people are told without asking |
//! | [`services`] | what institutions offer, what it changes, asks for and takes; dates of courses |
//! | [`programmes`] | upgrading programmes: how they stand, who signs, who pays |
//! | [`follow_up`] | referrals, verification visits, indicators before and after |
//! | [`places`], [`units`], [`money`], [`registry`] | measures and public registers |
//! | [`decisions`] | why a supplier was rejected, kept waiting or selected |
//! | [`assessments`] | what is carried out at a plant, by whom, and what was typed |
//! | [`findings`] | what the firm and whoever looked say of a cause |
//! | [`causes`], [`symptoms`], [`diagnosis`] | from what is asked to symptom and root cause; the ready questions for a small firm |
//! | [`consents`], [`drawings`] | what an owner opens to others; files behind confidentiality terms |
//! | [`site_files`], [`pictures`] | photographs and scans of a site; what a file tells besides the picture |
//! | [`actors`] | who acts, in which role |
//! | [`privacy`], [`calendar`] | requests about personal data; months and working days |

pub mod actors;
pub mod alerts;
pub mod assessments;
pub mod attributes;
pub mod calendar;
pub mod candidacies;
pub mod causes;
pub mod consents;
pub mod decisions;
pub mod diagnosis;
pub mod drawings;
pub mod facts;
pub mod findings;
pub mod follow_up;
pub mod ids;
pub mod ladders;
pub mod loads;
pub mod machines;
pub mod money;
pub mod needs;
pub mod pictures;
pub mod places;
pub mod plausible;
pub mod privacy;
pub mod programmes;
pub mod registry;
pub mod services;
pub mod site_files;
pub mod symptoms;
mod tables;
pub mod terms;
pub mod text;
pub mod units;
pub mod vocabulary;
