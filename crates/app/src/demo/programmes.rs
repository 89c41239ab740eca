//! Three programmes of the demonstration, made by what its own people would have done: one that waits for signatures,
//! one that runs and is late, one that is over and let its firm rise. Days are counted from the day of loading. Of what
//! has a programme already nothing is made anew: what someone changed stays.

use super::PEOPLE;
use crate::alerts;
use crate::candidates;
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use crate::follow_up::{WorkDraft, log_work, mark_step};
use crate::imports::supplier_site_id;
use crate::needs::{CriterionDraft, NeedDraft, create_need, list_needs};
use crate::profiles::{self, Draft};
use crate::programmes::{self, Choice, PlanWishes, ProgrammeView};
use crate::referrals::{self, Answer, ReferralDraft, Report};
use crate::shortlists::make_shortlist;
use crate::verifications::{GapVisit, verify_gap};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{PROCESS_OFFERED, STANDARD_HELD, STANDARDS_COMPLETE};
use eslabon_domain::follow_up::{Finding, ReferralEvent, Spread};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::programmes::{FirmTime, StepState};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_storage::programmes::{Programme, ProgrammeStep};
use eslabon_storage::referrals::Referral;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// Who plans, refers and visits.
const STAFF: &str = "centro";
/// The weight of what a need asks: all of it must be, so that it weighs nothing.
const WEIGHT: u8 = 50;
/// What the firms say that their people have for a programme, all together, in a week.
const MINUTES: i64 = 40 * 60;
/// As many needs of a lead firm as are read at once: more than the demonstration makes.
const NEEDS: u64 = 100;

/// How far a programme has come.
#[derive(Debug, Clone, Copy)]
enum End {
    /// It lies before the sides.
    Proposed,
    /// A step is done, one is late, for one the firm was referred.
    Running,
    /// Its gap was found closed, and it is over.
    Closed,
}

/// A programme as it is told.
struct Story {
    /// What it is called, by which it is known again.
    title: &'static str,
    /// The key of its supplier.
    supplier: &'static str,
    /// The key of the supplier's owner.
    owner: &'static str,
    /// The key of the lead firm's engineer.
    engineer: &'static str,
    /// What her need is called.
    need: &'static str,
    /// What she says of it.
    about: &'static str,
    /// Which process it takes.
    process: &'static str,
    /// Which practices and certificates it takes.
    standards: &'static [&'static str],
    /// The owner says first that its certificates are all that it has.
    says_all: bool,
    /// So many days ago it began.
    begun: i32,
    /// In so many days parts are needed.
    wanted: i32,
    /// How far it has come.
    end: End,
}

/// In the order in which they began.
const STORIES: [Story; 3] = [
    Story {
        title: "Arranque de La Calerilla con perillas para estufa",
        supplier: "proveedor-moldeo-calerilla",
        owner: "la-calerilla",
        engineer: "brisanor",
        need: "Perillas inyectadas con primera pieza liberada",
        about: "Dos perillas y un bisel en ABS, con resina de flama reconocida y reporte de primera pieza antes de \
                mover los moldes. Queremos desarrollar a un taller que no esté saturado en temporada.",
        process: "process.injection_molding",
        standards: &[
            "standard.first_article",
            "standard.ul_94",
            "standard.five_s",
        ],
        says_all: true,
        begun: 125,
        wanted: 150,
        end: End::Running,
    },
    Story {
        title: "Medición trazable en Cerro del Tesoro",
        supplier: "proveedor-cerro-del-tesoro",
        owner: "cerro-del-tesoro",
        engineer: "altaluz",
        need: "Separadores torneados con medición trazable",
        about: "Catorce números de parte torneados. El cliente final pide que cada instrumento del plan de control \
                tenga certificado trazable.",
        process: "process.cnc_turning",
        standards: &["standard.nist_traceable"],
        says_all: false,
        begun: 60,
        wanted: 90,
        end: End::Closed,
    },
    Story {
        title: "Orden y trabajo estandarizado en Cerro del Tesoro",
        supplier: "proveedor-cerro-del-tesoro",
        owner: "cerro-del-tesoro",
        engineer: "altaluz",
        need: "Disipadores maquinados con trabajo estandarizado",
        about: "Placas extruidas que se terminan en centro de maquinado. Se rotan tres turnos: la hoja de trabajo \
                estandarizado debe estar en el puesto.",
        process: "process.cnc_milling",
        standards: &["standard.standard_work"],
        says_all: false,
        begun: 1,
        wanted: 260,
        end: End::Proposed,
    },
];

/// Makes the programmes that are not there yet. The accounts must be.
///
/// # Errors
/// [`AppError::Internal`] with the programme's name and what stood in its way; if the database or the index fails.
pub async fn make_programmes(app: &App) -> AppResult<()> {
    let past = Past {
        now: app.now(),
        today: app.today(),
    };
    let made = make_all(app, past).await;
    app.release_clock();
    made?;
    app.catch_up(&Silent).await
}

async fn make_all(app: &App, past: Past) -> AppResult<()> {
    for story in &STORIES {
        let scene = Scene::of(app, past, story)?;
        let made = programmes::list_of_site(app, &scene.staff, scene.site).await?;
        if made.iter().any(|line| line.programme.title == story.title) {
            continue;
        }
        scene.play().await.map_err(|error| told(story, &error))?;
    }
    Ok(())
}

fn told(story: &Story, error: &AppError) -> AppError {
    let why = match error {
        AppError::Invalid(faults) => {
            let faults = faults.iter();
            let faults: Vec<String> = faults
                .map(|fault| format!("{} {} {}", fault.field, fault.code, fault.detail))
                .collect();
            faults.join("; ")
        }
        other => other.to_string(),
    };
    let title = story.title;
    AppError::Internal(format!(
        "the programme “{title}” of the demonstration cannot be made: {why}. `eslabon demo --reset` starts afresh"
    ))
}

/// The day of loading, and the days before it.
#[derive(Debug, Clone, Copy)]
struct Past {
    now: Timestamp,
    today: Date,
}

impl Past {
    /// The day so many days ago.
    fn ago(self, days: i32) -> Date {
        self.today.saturating_sub(days.days())
    }

    /// Lets the clock stand on a day, at so many minutes after the hour of loading; never ahead of it.
    fn stand(self, app: &App, day: Date, minutes: i64) {
        let days = day.until(self.today).map_or(0, |span| span.get_days());
        let back = SignedDuration::from_hours(24 * i64::from(days));
        let at = self.now - back + SignedDuration::from_mins(minutes);
        app.set_clock(at.min(self.now));
    }
}

/// A story with the people who play it.
struct Scene<'a> {
    app: &'a App,
    past: Past,
    story: &'a Story,
    site: SiteId,
    staff: Actor,
    owner: Actor,
    engineer: Actor,
}

impl<'a> Scene<'a> {
    fn of(app: &'a App, past: Past, story: &'a Story) -> AppResult<Self> {
        Ok(Self {
            app,
            past,
            story,
            site: supplier_site_id(story.supplier),
            staff: someone(app, STAFF)?,
            owner: someone(app, story.owner)?,
            engineer: someone(app, story.engineer)?,
        })
    }

    /// The day on which it began, so many days later.
    fn day(&self, later: i32) -> Date {
        self.past.ago(self.story.begun - later)
    }

    async fn play(&self) -> AppResult<()> {
        let app = self.app;
        self.past.stand(app, self.day(0), 0);
        if self.story.says_all {
            self.say_all().await?;
        }
        let need = self.need().await?;
        self.shortlisted(need).await?;
        let programme = self.proposed(need).await?;
        match self.story.end {
            End::Proposed => Ok(()),
            End::Running => {
                let view = self.running(&programme).await?;
                self.half_done(&view).await
            }
            End::Closed => {
                let view = self.running(&programme).await?;
                self.closed(&view, need).await
            }
        }
    }

    /// The owner says that she holds no other certificate than those of her list.
    async fn say_all(&self) -> AppResult<()> {
        let draft = Draft {
            attribute: STANDARDS_COMPLETE.to_owned(),
            text: "sí".to_owned(),
            ..Draft::default()
        };
        profiles::record(self.app, &self.owner, self.site, &draft).await?;
        Ok(())
    }

    /// The need for which it is; one that was posted before is not posted again.
    async fn need(&self) -> AppResult<NeedId> {
        let (app, engineer, story) = (self.app, &self.engineer, self.story);
        let posted = list_needs(app, engineer, None, None, NEEDS).await?;
        if let Some(known) = posted.iter().find(|need| need.title.text == story.need) {
            return Ok(known.id);
        }
        let standards = story.standards.iter();
        let mut criteria = vec![must(PROCESS_OFFERED, story.process)];
        criteria.extend(standards.map(|standard| must(STANDARD_HELD, standard)));
        let draft = NeedDraft {
            organisation: None,
            organisation_name: None,
            title: LocalText::es(story.need),
            description: LocalText::es(story.about),
            criteria,
            terms: NeedTerms::default(),
            target_price: None,
            starts_on: Some(self.past.ago(-story.wanted)),
            closes_on: None,
            hide_buyer: false,
        };
        Ok(create_need(app, engineer, draft).await?.id)
    }

    /// Staff match it, and put the firm on its list.
    async fn shortlisted(&self, need: NeedId) -> AppResult<()> {
        let (app, staff) = (self.app, &self.staff);
        let saved = make_shortlist(app, staff, need, app.today()).await?;
        candidates::add(app, staff, saved.id, &[self.site]).await?;
        Ok(())
    }

    /// Staff keep the cheapest plan, and lay it before the sides.
    async fn proposed(&self, need: NeedId) -> AppResult<Programme> {
        let (app, staff) = (self.app, &self.staff);
        let wishes = PlanWishes {
            time: Some(FirmTime {
                minutes_per_week: MINUTES,
                is_assumed: false,
                ..FirmTime::assumed()
            }),
            ..PlanWishes::default()
        };
        let needs = [need];
        let planning = programmes::propose(app, staff, self.site, &needs, &wishes).await?;
        let found = &planning.proposal;
        let plan = found.plans.first().or_else(|| found.beyond.first());
        let plan = plan.ok_or_else(|| AppError::Internal("there is no plan".to_owned()))?;
        let choice = Choice {
            cost_minor: plan.cost.minor,
            finishes_on: plan.finishes_on,
        };
        let title = self.story.title;
        let drafted = programmes::draft(app, staff, self.site, &needs, &wishes, choice, title);
        let draft = drafted.await?;
        self.past.stand(app, self.day(0), 10);
        programmes::propose_to_sides(app, staff, draft.id, draft.version).await
    }

    /// The three sign it, and it begins.
    async fn running(&self, programme: &Programme) -> AppResult<ProgrammeView> {
        let (app, id) = (self.app, programme.id);
        let mut version = programme.version;
        for (minutes, side) in (0..).zip([&self.owner, &self.engineer, &self.staff]) {
            self.past.stand(app, self.day(1), minutes * 20);
            let plan = programme.plan_version;
            let signed = programmes::sign(app, side, id, plan, "De acuerdo.").await?;
            version = signed.version;
        }
        self.past.stand(app, self.day(2), 0);
        programmes::start(app, &self.staff, id, version).await?;
        programmes::load_programme(app, &self.staff, id).await
    }

    /// The first step is done, the second runs longer than planned, for the third an institution was asked.
    async fn half_done(&self, view: &ProgrammeView) -> AppResult<()> {
        let [first, second, third] = view.steps.as_slice() else {
            let count = view.steps.len();
            return Err(AppError::Internal(format!("{count} steps instead of 3")));
        };
        let (app, staff) = (self.app, &self.staff);
        self.done(&first.step).await?;
        self.taken(&second.step, 3).await?;
        self.past.stand(app, second.step.starts_on, 0);
        let (from, to) = (StepState::Planned, StepState::Running);
        mark_step(app, staff, second.step.id, from, to).await?;
        self.past.stand(app, self.past.ago(2), 0);
        self.referred(&third.step, "Irían seis personas del turno matutino.")
            .await?;
        Ok(())
    }

    /// The one gap was closed, which a visit saw; the firm is matched again, and its buyer is told.
    async fn closed(&self, view: &ProgrammeView, need: NeedId) -> AppResult<()> {
        let ([only], [gap]) = (view.steps.as_slice(), view.gaps.as_slice()) else {
            let (steps, gaps) = (view.steps.len(), view.gaps.len());
            let what = format!("{steps} steps and {gaps} gaps instead of one");
            return Err(AppError::Internal(what));
        };
        let (app, staff, step) = (self.app, &self.staff, &only.step);
        self.done(step).await?;
        let seen_on = step.visit_on.unwrap_or(step.ends_on);
        // Where everyone stands before, so that what follows is news; of today, as people are told today.
        app.release_clock();
        alerts::follow(app).await?;
        self.past.stand(app, seen_on, 0);
        let visit = GapVisit {
            finding: Some(Finding::Verified),
            visited_on: app.today().to_string(),
            spread: Some(Spread::Yes),
            note: "Se revisaron los certificados de todos los instrumentos del plan de control."
                .to_owned(),
            ..GapVisit::default()
        };
        let programme = view.programme.id;
        verify_gap(app, staff, programme, gap.id, &visit).await?;
        app.release_clock();
        alerts::follow(app).await?;
        self.past.stand(app, seen_on, 30);
        make_shortlist(app, staff, need, app.today()).await?;
        let view = programmes::load_programme(app, staff, programme).await?;
        let version = view.programme.version;
        programmes::close(app, staff, programme, version).await?;
        Ok(())
    }

    /// Refers the firm for a step.
    async fn referred(&self, step: &ProgrammeStep, words: &str) -> AppResult<Referral> {
        let draft = ReferralDraft {
            words: words.to_owned(),
            ..ReferralDraft::default()
        };
        referrals::send(self.app, &self.staff, step.id, &draft).await
    }

    /// Refers the firm so many days after the beginning. The institution has no account: staff note its answer.
    async fn taken(&self, step: &ProgrammeStep, later: i32) -> AppResult<Referral> {
        let (app, staff) = (self.app, &self.staff);
        self.past.stand(app, self.day(later), 0);
        let sent = self.referred(step, "").await?;
        self.past.stand(app, self.day(later + 1), 0);
        let answer = Answer {
            event: ReferralEvent::Accept,
            offered_on: String::new(),
            words: "Confirmado por teléfono.".to_owned(),
        };
        referrals::answer(app, staff, sent.id, sent.version, &answer).await
    }

    /// A step is taken, worked for, and done on the day that was planned.
    async fn done(&self, step: &ProgrammeStep) -> AppResult<()> {
        let (app, staff) = (self.app, &self.staff);
        let accepted = self.taken(step, 3).await?;
        self.past.stand(app, step.ends_on, 0);
        let today = app.today().to_string();
        let work = WorkDraft {
            worked_on: today.clone(),
            hours: "4".to_owned(),
            cost: (step.cost.minor / 100).to_string(),
            words: "Trabajo en planta y entrega del informe.".to_owned(),
        };
        log_work(app, staff, step.id, &work).await?;
        let report = Report {
            done_on: today,
            attended: "2".to_owned(),
            words: "El informe quedó en manos de la empresa.".to_owned(),
            ..Report::default()
        };
        referrals::report(app, staff, accepted.id, accepted.version, report).await?;
        Ok(())
    }
}

fn must(attribute: &str, concept: &str) -> CriterionDraft {
    CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement: Requirement::AnyOf {
            concepts: vec![concept.to_owned()],
        },
        strength: Strength::Must,
        weight: WEIGHT,
    }
}

/// Someone of the demonstration, as she acts.
fn someone(app: &App, key: &str) -> AppResult<Actor> {
    let person = PEOPLE.iter().find(|person| person.key == key);
    let person = person.ok_or_else(|| AppError::Internal(format!("nobody is called {key}")))?;
    Ok(person.actor(app))
}
