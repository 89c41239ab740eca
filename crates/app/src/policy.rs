//! Who may do what. One exhaustive decision over (operation, role, relation to the object): an
//! operation or a role without a rule does not compile. The documentation page and the test matrix
//! are made from it.
//!
//! It is asked in three places: at the use case ([`require`], [`require_on`]), in the query that scopes
//! rows ([`needs_scope`], so that counts, facets, pages and totals leak nothing), and per confidential
//! field ([`may_see_group`]). Nowhere else is a role looked at.

use crate::error::{AppError, AppResult};
use crate::grants::Grants;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{CentreId, OrganisationId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::programmes::ProgrammeSide;
use eslabon_domain::site_files::FileKind;

/// Everything that a use case can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Search suppliers' public facts; open a supplier's page.
    SeeSuppliers,
    /// See needs.
    SeeNeeds,
    /// Post or change a need.
    PostNeed,
    /// Compute and save a shortlist of a need that one may see.
    MakeShortlist,
    /// Open a saved shortlist.
    SeeShortlist,
    /// See institutions and services.
    SeeInstitutions,
    /// Keep the catalogue: add, change and end services, and the dates of courses.
    KeepCatalogue,
    /// Look at what a file would bring.
    PreviewImport,
    /// Import a file.
    RunImport,
    /// See import runs and their problems.
    SeeImports,
    /// See and decide suspected duplicates.
    DecideDuplicates,
    /// Open one's own firm's closed facts to others, and take that back.
    OpenOwnData,
    /// Open the name or the drawings of one's own need to others, and take that back.
    OpenOwnNeed,
    /// See the drawings of a need. Beyond this reach, those to whom the buyer opened them.
    SeeDrawings,
    /// Rebuild derived data, load demonstration data.
    Maintain,
    /// One's own name, password, second factor, sessions and tokens.
    KeepOwnAccount,
    /// See, invite and remove the people of an organisation.
    KeepPeople,
    /// Found centres, and agree which of them share their pipeline.
    KeepCentres,
    /// Say that a registry entry is one's firm.
    ClaimSite,
    /// See such claims with their evidence, and decide them.
    DecideClaim,
    /// See who claimed a site, who decided, and what was merged into it.
    SeeSiteHistory,
    /// Make one site of two, and separate them again.
    MergeSites,
    /// Ask an owner to confirm figures and answer questions through a link.
    AskOwner,
    /// Read who saw or changed one's own or one's organisation's data, and what one did oneself.
    SeeOwnAudit,
    /// Read what was done in a centre, or to the installation.
    SeeCentreAudit,
    /// Read published figures about many firms.
    SeeFigures,
    /// Publish them.
    PublishFigures,
    /// Ask about one's personal data, and follow what is answered.
    FileRequest,
    /// See and answer what people ask about their personal data.
    AnswerRequest,
    /// Take away everything that names a person.
    ErasePerson,
    /// See who is on a need's list, how far, and what happened.
    SeeCandidates,
    /// Put suppliers on the list, move, note, plan and reject them.
    MoveCandidates,
    /// Sign for one's side that a supplier be chosen.
    SignCandidate,
    /// Answer a need for a firm: interested, not now, no capacity.
    AnswerNeed,
    /// See how near one's own firm comes to the open needs.
    SeeOpportunities,
    /// See the gaps that come of rejections.
    SeeProposedGaps,
    /// Confirm or drop them.
    DecideProposedGap,
    /// Reply to them for the firm.
    ReplyToProposedGap,
    /// See how complete a firm's profile is, and record facts of it.
    RecordFacts,
    /// See photographs and documents of a firm. Beyond this reach, buyers see what [`may_see_site_file`] says.
    SeeSiteFiles,
    /// Add them and take them away.
    KeepSiteFiles,
    /// Record facts as a document shows them.
    ConfirmFromFile,
    /// Prepare a visit of a firm on paper.
    PrepareVisit,
    /// See the assessments of a plant, with the files that show what was found.
    SeeAssessments,
    /// Carry out the ready diagnosis of a firm.
    DiagnoseFirm,
    /// Carry out every other assessment: save, finish, take back.
    CarryOutAssessments,
    /// Load and see the question sets of a centre.
    KeepQuestionSets,
    /// Read what one is told of open needs and of suppliers, and say whether by mail too.
    SeeAlerts,
    /// See what keeps a firm from needs, with every figure of it. Beyond this reach, whoever may shortlist
    /// suppliers for a need sees it for that need, by what she may know of the firm.
    SeeGapAnalysis,
    /// Say whether a cause stands behind a symptom of a firm.
    StateCause,
    /// See what the firms of a region lack for the open needs.
    SeeGapMap,
    /// Propose, draft and change upgrading programmes of a firm, lay them before the sides, begin and end them.
    PlanProgrammes,
    /// See an upgrading programme.
    SeeProgramme,
    /// Sign a programme for one's side, or ask that it be changed.
    SignProgramme,
    /// Hand in, for a side, the scan of a programme that was signed by hand.
    SignByHand,
    /// Refer a firm to an institution for a step of its programme, agree to its day, take that back.
    ReferFirm,
    /// See which firms were referred to an institution, and what came of it.
    SeeReferrals,
    /// Answer a referral for the institution, and say what came of it.
    AnswerReferral,
    /// Log hours and money that went into a step of a programme.
    LogWork,
    /// Say that a step of a programme has begun, was done, or failed.
    FollowSteps,
    /// Say of a gap of a programme, after a visit, whether it is closed.
    VerifyGap,
    /// Agree on what a programme is to change, and record its figures before and after.
    RecordIndicator,
    /// See what is to be done in programmes, and what is late.
    SeeTasks,
}

impl Operation {
    /// Every operation, in the order of the documentation.
    pub const ALL: [Operation; 63] = [
        Operation::SeeSuppliers,
        Operation::SeeNeeds,
        Operation::PostNeed,
        Operation::MakeShortlist,
        Operation::SeeShortlist,
        Operation::SeeInstitutions,
        Operation::KeepCatalogue,
        Operation::PreviewImport,
        Operation::RunImport,
        Operation::SeeImports,
        Operation::DecideDuplicates,
        Operation::OpenOwnData,
        Operation::OpenOwnNeed,
        Operation::SeeDrawings,
        Operation::Maintain,
        Operation::KeepOwnAccount,
        Operation::KeepPeople,
        Operation::KeepCentres,
        Operation::ClaimSite,
        Operation::DecideClaim,
        Operation::SeeSiteHistory,
        Operation::MergeSites,
        Operation::AskOwner,
        Operation::SeeOwnAudit,
        Operation::SeeCentreAudit,
        Operation::SeeFigures,
        Operation::PublishFigures,
        Operation::FileRequest,
        Operation::AnswerRequest,
        Operation::ErasePerson,
        Operation::SeeCandidates,
        Operation::MoveCandidates,
        Operation::SignCandidate,
        Operation::AnswerNeed,
        Operation::SeeOpportunities,
        Operation::SeeProposedGaps,
        Operation::DecideProposedGap,
        Operation::ReplyToProposedGap,
        Operation::RecordFacts,
        Operation::SeeSiteFiles,
        Operation::KeepSiteFiles,
        Operation::ConfirmFromFile,
        Operation::PrepareVisit,
        Operation::SeeAssessments,
        Operation::DiagnoseFirm,
        Operation::CarryOutAssessments,
        Operation::KeepQuestionSets,
        Operation::SeeAlerts,
        Operation::SeeGapAnalysis,
        Operation::StateCause,
        Operation::SeeGapMap,
        Operation::PlanProgrammes,
        Operation::SeeProgramme,
        Operation::SignProgramme,
        Operation::SignByHand,
        Operation::ReferFirm,
        Operation::SeeReferrals,
        Operation::AnswerReferral,
        Operation::LogWork,
        Operation::FollowSteps,
        Operation::VerifyGap,
        Operation::RecordIndicator,
        Operation::SeeTasks,
    ];
}

/// How an object stands to the acting person: the closest relation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// It is her own, or her organisation's.
    Own,
    /// It lies in the pipeline of her centre, or of one that shares its pipeline with hers.
    Centre,
    /// It is shown to everyone who has signed in.
    Open,
    /// None of these.
    Foreign,
}

impl Relation {
    /// Every relation, closest first.
    pub const ALL: [Relation; 4] = [
        Relation::Own,
        Relation::Centre,
        Relation::Open,
        Relation::Foreign,
    ];

    /// How a need stands to a person.
    #[must_use]
    pub fn to_need(actor: &Actor, need: &Need) -> Relation {
        // A need is the own of those who post for the firm.
        let posts = may(actor.role, Operation::PostNeed);
        if posts && actor.organisation == Some(need.organisation) {
            return Relation::Own;
        }
        if centres_of(actor).contains(&need.centre) {
            return Relation::Centre;
        }
        match need.status {
            NeedStatus::Open => Relation::Open,
            NeedStatus::Draft | NeedStatus::Awarded | NeedStatus::Withdrawn => Relation::Foreign,
        }
    }

    /// How a programme stands to a person, by the side for which she stands.
    #[must_use]
    pub fn to_programme(side: Option<ProgrammeSide>) -> Relation {
        match side {
            Some(ProgrammeSide::Firm | ProgrammeSide::LeadFirm) => Relation::Own,
            Some(ProgrammeSide::Centre) => Relation::Centre,
            None => Relation::Foreign,
        }
    }

    /// How a centre stands to a person: only whoever answers for it keeps it.
    #[must_use]
    pub fn to_centre(actor: &Actor, centre: CentreId) -> Relation {
        match actor.centre == Some(centre) {
            true => Relation::Own,
            false => Relation::Foreign,
        }
    }

    /// How an organisation, in the pipeline of these centres, stands to a person.
    #[must_use]
    pub fn to_organisation(
        actor: &Actor,
        organisation: Option<OrganisationId>,
        centre: Option<CentreId>,
    ) -> Relation {
        if organisation.is_some() && actor.organisation == organisation {
            return Relation::Own;
        }
        match centre {
            // Whoever shares a pipeline does not share its people.
            Some(centre) if actor.centre == Some(centre) => Relation::Centre,
            _ => Relation::Foreign,
        }
    }
}

/// How far a role reaches with an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Not at all.
    No,
    /// To what is her organisation's own.
    Own,
    /// To her own, and to the pipeline of her centre.
    Centre,
    /// To her own, and to what is shown to everyone who has signed in.
    Open,
    /// To everything.
    Every,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// She may.
    Allow,
    /// She may not, whatever the object.
    Forbid,
    /// Not with this object: answered as though it did not exist.
    Hide,
}

/// How far a role reaches with an operation.
#[must_use]
pub fn reach(operation: Operation, role: Role) -> Reach {
    use Operation as O;
    use Role::{
        Administrator, Broker, CentreManager, CentreStaff, Coordinator, Editor, Engineer, Funder,
        Operator, Owner, Provider, PurchasingManager, Visitor,
    };
    match (operation, role) {
        (
            O::SeeSuppliers | O::SeeInstitutions,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager
            | Broker | Coordinator | Funder | Administrator | Operator | Visitor,
        ) => Reach::Every,

        (O::SeeNeeds, Engineer | PurchasingManager) => Reach::Own,
        (O::SeeNeeds, Owner | Editor | Provider | Broker | Coordinator) => Reach::Open,
        (O::SeeNeeds, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeNeeds, Operator) => Reach::Every,
        // Those who pay see aggregates, those who look after the machine need no requirement.
        (O::SeeNeeds, Funder | Administrator | Visitor) => Reach::No,

        (O::PostNeed | O::MakeShortlist | O::SeeShortlist, Engineer | PurchasingManager) => {
            Reach::Own
        }
        (O::PostNeed | O::MakeShortlist | O::SeeShortlist, CentreStaff | CentreManager) => {
            Reach::Centre
        }
        (O::PostNeed | O::MakeShortlist | O::SeeShortlist, Operator) => Reach::Every,
        (
            O::PostNeed | O::MakeShortlist | O::SeeShortlist,
            Owner | Editor | Provider | Broker | Coordinator | Funder | Administrator | Visitor,
        ) => Reach::No,

        // Institutions are every centre's, as registers are. What is offered at which price has an author who
        // answers for it, so that the machine's own hand brings files only.
        (O::KeepCatalogue, Provider) => Reach::Own,
        (O::KeepCatalogue, CentreStaff | CentreManager) => Reach::Every,
        (
            O::KeepCatalogue,
            Engineer | PurchasingManager | Owner | Editor | Broker | Coordinator | Funder
            | Administrator | Operator | Visitor,
        ) => Reach::No,

        (
            O::PreviewImport | O::RunImport | O::SeeImports | O::DecideDuplicates,
            CentreStaff | CentreManager | Administrator | Operator,
        ) => Reach::Every,
        (
            O::PreviewImport | O::RunImport | O::SeeImports | O::DecideDuplicates,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Visitor,
        ) => Reach::No,

        // Only the owner: nobody opens a firm's figures in its name, not even its editor or the centre.
        (O::OpenOwnData, Owner) => Reach::Own,
        (
            O::OpenOwnData,
            Engineer | PurchasingManager | Editor | Provider | CentreStaff | CentreManager | Broker
            | Coordinator | Funder | Administrator | Operator | Visitor,
        ) => Reach::No,

        (O::OpenOwnNeed, Engineer | PurchasingManager) => Reach::Own,
        (
            O::OpenOwnNeed,
            Owner | Editor | Provider | CentreStaff | CentreManager | Broker | Coordinator | Funder
            | Administrator | Operator | Visitor,
        ) => Reach::No,

        (O::SeeDrawings, Engineer | PurchasingManager | Owner | Editor | Provider | Broker) => {
            Reach::Own
        }
        (O::SeeDrawings, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeDrawings, Operator) => Reach::Every,
        (O::SeeDrawings, Coordinator | Funder | Administrator | Visitor) => Reach::No,

        (O::Maintain, Administrator | Operator) => Reach::Every,
        (
            O::Maintain,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager
            | Broker | Coordinator | Funder | Visitor,
        ) => Reach::No,

        (
            O::KeepOwnAccount | O::SeeOwnAudit,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager
            | Broker | Coordinator | Funder | Administrator,
        ) => Reach::Own,
        // Neither has an account.
        (O::KeepOwnAccount | O::SeeOwnAudit, Operator | Visitor) => Reach::No,

        (O::KeepPeople, PurchasingManager | Owner | Provider) => Reach::Own,
        (O::KeepPeople, CentreStaff | CentreManager) => Reach::Centre,
        (O::KeepPeople, Administrator | Operator) => Reach::Every,
        (O::KeepPeople, Engineer | Editor | Broker | Coordinator | Funder | Visitor) => Reach::No,

        (O::KeepCentres, CentreManager) => Reach::Own,
        (O::KeepCentres, Administrator | Operator) => Reach::Every,
        (
            O::KeepCentres,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | Broker
            | Coordinator | Funder | Visitor,
        ) => Reach::No,

        // Whoever answers for an SME, and anyone who has no account yet.
        (O::ClaimSite, Owner | Editor | Visitor) => Reach::Every,
        (
            O::ClaimSite,
            Engineer | PurchasingManager | Provider | CentreStaff | CentreManager | Broker
            | Coordinator | Funder | Administrator | Operator,
        ) => Reach::No,

        // Evidence is people's papers: the centre that decides reads them, nobody else.
        (O::DecideClaim | O::AskOwner, CentreStaff | CentreManager) => Reach::Centre,
        (O::DecideClaim | O::AskOwner, Operator) => Reach::Every,
        (
            O::DecideClaim | O::AskOwner,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Administrator | Visitor,
        ) => Reach::No,

        (O::SeeSiteHistory, Owner | Editor) => Reach::Own,
        (O::SeeSiteHistory, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeSiteHistory, Operator) => Reach::Every,
        (
            O::SeeSiteHistory,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Visitor,
        ) => Reach::No,

        // As suspected pairs: registers are every centre's.
        (O::MergeSites, CentreStaff | CentreManager | Administrator | Operator) => Reach::Every,
        (
            O::MergeSites,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Visitor,
        ) => Reach::No,

        // Whoever has no account may ask, too: others may hold her data.
        (
            O::FileRequest,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager
            | Broker | Coordinator | Funder | Administrator | Visitor,
        ) => Reach::Own,
        (O::FileRequest, Operator) => Reach::No,

        (O::AnswerRequest, CentreStaff | CentreManager) => Reach::Centre,
        (O::AnswerRequest, Administrator | Operator) => Reach::Every,
        (
            O::AnswerRequest,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Visitor,
        ) => Reach::No,

        (O::SeeCentreAudit, CentreManager) => Reach::Centre,
        // Sign-ins, people and imports: never what is confidential.
        (O::SeeCentreAudit, Administrator | Operator) => Reach::Every,
        (
            O::SeeCentreAudit,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | Broker
            | Coordinator | Funder | Visitor,
        ) => Reach::No,

        (O::SeeFigures, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeFigures, Coordinator | Funder | Operator) => Reach::Every,
        (
            O::SeeFigures,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Administrator
            | Visitor,
        ) => Reach::No,

        (O::PublishFigures, CentreManager) => Reach::Centre,
        (
            O::PublishFigures,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | Broker
            | Coordinator | Funder | Administrator | Operator | Visitor,
        ) => Reach::No,
        (
            O::ErasePerson,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager
            | Broker | Coordinator | Funder,
        ) => Reach::Own,
        (O::ErasePerson, Administrator | Operator) => Reach::Every,
        (O::ErasePerson, Visitor) => Reach::No,

        // Deciding together: the buyer's people on their own needs, the centre's on its pipeline.
        (O::SeeCandidates | O::MoveCandidates | O::SignCandidate, Engineer | PurchasingManager) => {
            Reach::Own
        }
        (O::SeeCandidates | O::MoveCandidates | O::SignCandidate, CentreStaff | CentreManager) => {
            Reach::Centre
        }
        (O::SeeCandidates, Operator) => Reach::Every,
        // A signature is a person's, and so is a decision.
        (O::MoveCandidates | O::SignCandidate, Operator) => Reach::No,
        (
            O::SeeCandidates | O::MoveCandidates | O::SignCandidate,
            Owner | Editor | Provider | Broker | Coordinator | Funder | Administrator | Visitor,
        ) => Reach::No,

        // Staff take down what a firm of their region says on the telephone.
        (O::AnswerNeed, Owner | Editor) => Reach::Own,
        (O::AnswerNeed, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeOpportunities, Owner | Editor) => Reach::Own,
        (O::SeeOpportunities, CentreStaff | CentreManager) => Reach::No,
        (
            O::AnswerNeed | O::SeeOpportunities,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Operator | Visitor,
        ) => Reach::No,

        // Seen by the firm and its centre only: not even by the buyer whose reason it was.
        (O::SeeProposedGaps, Owner | Editor) => Reach::Own,
        (O::SeeProposedGaps | O::DecideProposedGap, CentreStaff | CentreManager) => Reach::Centre,
        (O::ReplyToProposedGap, Owner | Editor) => Reach::Own,
        (O::DecideProposedGap, Owner | Editor)
        | (O::ReplyToProposedGap, CentreStaff | CentreManager) => Reach::No,
        (
            O::SeeProposedGaps | O::DecideProposedGap | O::ReplyToProposedGap,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Operator | Visitor,
        ) => Reach::No,

        // A firm says what it can do; staff of its region write down what they saw. A fact has an author
        // who answers for it, so that the machine's own hand records none.
        (O::RecordFacts, Owner | Editor) => Reach::Own,
        (O::RecordFacts, CentreStaff | CentreManager) => Reach::Centre,
        (
            O::RecordFacts,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Operator | Visitor,
        ) => Reach::No,

        // What is in a picture cannot be taken back from whoever has seen it: the firm, its centre, and by
        // `may_see_site_file` the buyers.
        (O::SeeSiteFiles, Engineer | PurchasingManager | Owner | Editor) => Reach::Own,
        (O::SeeSiteFiles, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeSiteFiles, Operator) => Reach::Every,
        (O::SeeSiteFiles, Provider | Broker | Coordinator | Funder | Administrator | Visitor) => {
            Reach::No
        }

        (O::KeepSiteFiles, Owner | Editor) => Reach::Own,
        (O::KeepSiteFiles | O::ConfirmFromFile, CentreStaff | CentreManager) => Reach::Centre,
        // A firm does not vouch for its own papers.
        (O::ConfirmFromFile, Owner | Editor) => Reach::No,
        (
            O::KeepSiteFiles | O::ConfirmFromFile,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Operator | Visitor,
        ) => Reach::No,

        (O::PrepareVisit, CentreStaff | CentreManager) => Reach::Centre,
        (
            O::PrepareVisit,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Administrator | Operator | Visitor,
        ) => Reach::No,

        // The firm's own, and its centre's. Buyers see what became a fact, as any fact.
        (O::SeeAssessments | O::DiagnoseFirm, Owner | Editor) => Reach::Own,
        (
            O::SeeAssessments | O::DiagnoseFirm | O::CarryOutAssessments | O::KeepQuestionSets,
            CentreStaff | CentreManager,
        ) => Reach::Centre,
        (O::SeeAssessments, Operator) => Reach::Every,
        // A finding has an author who answers for it.
        (O::DiagnoseFirm | O::CarryOutAssessments | O::KeepQuestionSets, Operator)
        | (O::CarryOutAssessments | O::KeepQuestionSets, Owner | Editor) => Reach::No,
        (
            O::SeeAssessments | O::DiagnoseFirm | O::CarryOutAssessments | O::KeepQuestionSets,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Visitor,
        ) => Reach::No,

        // A person's own; of what, says `alerts_scope`.
        (
            O::SeeAlerts,
            Engineer | PurchasingManager | Owner | Editor | CentreStaff | CentreManager,
        ) => Reach::Own,
        (
            O::SeeAlerts,
            Provider | Broker | Coordinator | Funder | Administrator | Operator | Visitor,
        ) => Reach::No,

        // The firm and its centre see everything; buyers, by `gap_eyes`, what they may know of the firm.
        (O::SeeGapAnalysis, Engineer | PurchasingManager | Owner | Editor) => Reach::Own,
        (O::SeeGapAnalysis, CentreStaff | CentreManager) => Reach::Centre,
        (O::SeeGapAnalysis, Operator) => Reach::Every,
        (O::StateCause, Owner | Editor) => Reach::Own,
        (O::StateCause | O::SeeGapMap, CentreStaff | CentreManager) => Reach::Centre,
        // A finding has an author who answers for it, and a map is of a centre's region.
        (O::StateCause | O::SeeGapMap, Engineer | PurchasingManager | Operator)
        | (O::SeeGapMap, Owner | Editor) => Reach::No,
        (
            O::SeeGapAnalysis | O::StateCause | O::SeeGapMap,
            Provider | Broker | Coordinator | Funder | Administrator | Visitor,
        ) => Reach::No,

        // The three who sign read it: the firm, the lead firm for whose needs it is, the centre. Its plan is the
        // centre's.
        (
            O::PlanProgrammes | O::SeeProgramme | O::SignProgramme | O::SignByHand,
            CentreStaff | CentreManager,
        ) => Reach::Centre,
        (O::SeeProgramme, Engineer | PurchasingManager | Owner | Editor)
        | (O::SignProgramme, Engineer | PurchasingManager | Owner) => Reach::Own,
        (O::PlanProgrammes | O::SeeProgramme, Operator) => Reach::Every,
        // A signature is a person's; an editor helps, and promises nothing in the firm's name.
        (O::SignProgramme, Operator | Editor)
        | (O::SignByHand, Engineer | PurchasingManager | Owner | Editor | Operator)
        | (O::PlanProgrammes, Engineer | PurchasingManager | Owner | Editor) => Reach::No,
        (
            O::PlanProgrammes | O::SeeProgramme | O::SignProgramme | O::SignByHand,
            Provider | Broker | Coordinator | Funder | Administrator | Visitor,
        ) => Reach::No,

        // A referral is the centre's word to an institution, and a visit its look at the firm: both have a person
        // who answers for them.
        (O::ReferFirm | O::FollowSteps | O::VerifyGap, CentreStaff | CentreManager) => {
            Reach::Centre
        }
        (
            O::ReferFirm | O::FollowSteps | O::VerifyGap,
            Engineer | PurchasingManager | Owner | Editor | Provider | Broker | Coordinator
            | Funder | Administrator | Operator | Visitor,
        ) => Reach::No,

        // An institution sees what was referred to it, and no more of the firm; staff take down what it says on
        // the telephone.
        (O::SeeReferrals | O::AnswerReferral | O::LogWork, Provider) => Reach::Own,
        (O::SeeReferrals | O::AnswerReferral | O::LogWork, CentreStaff | CentreManager) => {
            Reach::Centre
        }
        (
            O::SeeReferrals | O::AnswerReferral | O::LogWork,
            Engineer | PurchasingManager | Owner | Editor | Broker | Coordinator | Funder
            | Administrator | Operator | Visitor,
        ) => Reach::No,

        (O::RecordIndicator, Owner | Editor) => Reach::Own,
        (O::RecordIndicator, CentreStaff | CentreManager) => Reach::Centre,
        (
            O::RecordIndicator,
            Engineer | PurchasingManager | Provider | Broker | Coordinator | Funder | Administrator
            | Operator | Visitor,
        ) => Reach::No,

        // A person's own: of each programme what she may see of it anyhow.
        (
            O::SeeTasks,
            Engineer | PurchasingManager | Owner | Editor | Provider | CentreStaff | CentreManager,
        ) => Reach::Own,
        (O::SeeTasks, Broker | Coordinator | Funder | Administrator | Operator | Visitor) => {
            Reach::No
        }
    }
}

/// Whether a role may do an operation with an object that stands so to her.
#[must_use]
pub fn decide(operation: Operation, role: Role, relation: Relation) -> Decision {
    match (reach(operation, role), relation) {
        (Reach::No, _) => Decision::Forbid,
        (Reach::Every, _) | (Reach::Own | Reach::Centre | Reach::Open, Relation::Own) => {
            Decision::Allow
        }
        (Reach::Centre, Relation::Centre) | (Reach::Open, Relation::Open) => Decision::Allow,
        // What lies in the pipeline of one's centre may be open as well; the closest relation counts,
        // so it must not be worse than a farther one.
        (Reach::Own | Reach::Open, Relation::Centre)
        | (Reach::Own | Reach::Centre, Relation::Open)
        | (Reach::Own | Reach::Centre | Reach::Open, Relation::Foreign) => Decision::Hide,
    }
}

/// Whether the role may do the operation at all.
#[must_use]
pub fn may(role: Role, operation: Operation) -> bool {
    reach(operation, role) != Reach::No
}

/// Refuses what the actor's role may not do at all.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn require(actor: &Actor, operation: Operation) -> AppResult<()> {
    if may(actor.role, operation) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// Refuses what the actor may not do with an object that stands so to her.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`] as though the object did not exist.
pub fn require_on(actor: &Actor, operation: Operation, relation: Relation) -> AppResult<()> {
    match decide(operation, actor.role, relation) {
        Decision::Allow => Ok(()),
        Decision::Forbid => Err(AppError::Forbidden),
        Decision::Hide => Err(AppError::NotFound),
    }
}

/// The centres whose pipeline the actor's role works in: her own, and those that share theirs. People of
/// firms have a centre, too, but do not work in its pipeline.
fn centres_of(actor: &Actor) -> Vec<CentreId> {
    match actor.role {
        Role::CentreStaff | Role::CentreManager => actor
            .centre
            .into_iter()
            .chain(actor.shared_centres.iter().copied())
            .collect(),
        _ => Vec::new(),
    }
}

/// Which needs an actor may know of: the condition that every list, count and search carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NeedsScope {
    /// Every one.
    All,
    /// Those in the pipelines of these centres.
    Centres(Vec<CentreId>),
    /// Those of one's own organisation: a lead firm never sees another's.
    Own(OrganisationId),
    /// The open ones.
    Open,
    /// None.
    Nothing,
}

/// The needs that the actor may know of.
#[must_use]
pub fn needs_scope(actor: &Actor) -> NeedsScope {
    match reach(Operation::SeeNeeds, actor.role) {
        Reach::No => NeedsScope::Nothing,
        Reach::Own => actor
            .organisation
            .map_or(NeedsScope::Nothing, NeedsScope::Own),
        Reach::Centre => NeedsScope::Centres(centres_of(actor)),
        Reach::Open => NeedsScope::Open,
        Reach::Every => NeedsScope::All,
    }
}

/// Which of a person's alerts she may read in the role in which she acts. What she was told in another role,
/// or of what she may not know any more, is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertsScope {
    /// Of open needs near this firm's sites.
    Firm(OrganisationId),
    /// Of suppliers near this lead firm's needs.
    Buyer(OrganisationId),
    /// Of suppliers near needs in the pipelines of these centres.
    Centres(Vec<CentreId>),
    /// None.
    Nothing,
}

/// The alerts that the actor may read: a firm's people of what [`Operation::SeeOpportunities`] shows them,
/// the others of what [`Operation::SeeShortlist`] does.
#[must_use]
pub fn alerts_scope(actor: &Actor) -> AlertsScope {
    if !may(actor.role, Operation::SeeAlerts) {
        return AlertsScope::Nothing;
    }
    let of_firm = |scope: fn(OrganisationId) -> AlertsScope| {
        actor.organisation.map_or(AlertsScope::Nothing, scope)
    };
    if may(actor.role, Operation::SeeOpportunities) {
        return of_firm(AlertsScope::Firm);
    }
    match reach(Operation::SeeShortlist, actor.role) {
        Reach::Own => of_firm(AlertsScope::Buyer),
        Reach::Centre => AlertsScope::Centres(centres_of(actor)),
        Reach::No | Reach::Open | Reach::Every => AlertsScope::Nothing,
    }
}

/// Refuses a need that the actor may not know of, as though it did not exist.
///
/// # Errors
/// [`AppError::NotFound`].
pub fn require_need_visible(actor: &Actor, need: &Need) -> AppResult<()> {
    match decide(
        Operation::SeeNeeds,
        actor.role,
        Relation::to_need(actor, need),
    ) {
        Decision::Allow => Ok(()),
        Decision::Forbid | Decision::Hide => Err(AppError::NotFound),
    }
}

/// Refuses to post in the name of an organisation that is neither the actor's own nor one for which
/// her centre works. Lead firms are known to every centre: what is posted lies in the poster's.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`] as though the organisation did not exist.
pub fn require_posting_for(actor: &Actor, organisation: OrganisationId) -> AppResult<()> {
    let own = actor.organisation == Some(organisation);
    let relation = match own {
        true => Relation::Own,
        false if works_for_others(actor) => Relation::Centre,
        false => Relation::Foreign,
    };
    require_on(actor, Operation::PostNeed, relation)
}

/// Refuses to change a need that is neither the actor's own nor in her centre's pipeline. A centre that only
/// shares the pipeline looks on.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`] as though the need did not exist.
pub fn require_changing(actor: &Actor, need: &Need) -> AppResult<()> {
    let relation = Relation::to_need(actor, need);
    require_on(actor, Operation::PostNeed, relation)?;
    if relation == Relation::Centre && actor.centre != Some(need.centre) {
        return Err(AppError::Forbidden);
    }
    Ok(())
}

/// Refuses to keep the catalogue of an institution that is not the actor's to keep.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`].
pub fn require_keeping_catalogue(actor: &Actor, institution: OrganisationId) -> AppResult<()> {
    let relation = Relation::to_organisation(actor, Some(institution), None);
    require_on(actor, Operation::KeepCatalogue, relation)
}

/// Whether the actor may know the target price of a need: those who may change it, nobody else. A centre that
/// only shares the pipeline looks on without it.
#[must_use]
pub fn may_see_target_price(actor: &Actor, need: &Need) -> bool {
    require_changing(actor, need).is_ok()
}

/// Whether the actor posts needs in the name of firms that are not her own.
#[must_use]
pub fn works_for_others(actor: &Actor) -> bool {
    matches!(
        reach(Operation::PostNeed, actor.role),
        Reach::Centre | Reach::Every
    )
}

/// Whether the actor records what she found at firms, rather than what her own firm says of itself.
#[must_use]
pub fn records_for_others(actor: &Actor) -> bool {
    reach(Operation::RecordFacts, actor.role) == Reach::Centre
}

/// Whether a role answers for what the people of its organisation do.
#[must_use]
pub fn answers_for_organisation(role: Role) -> bool {
    matches!(
        role,
        Role::PurchasingManager | Role::Owner | Role::Provider | Role::CentreManager
    )
}

/// Whether a group is open to everyone who may see suppliers: what the index, lists and scores may use.
#[must_use]
pub fn is_open_group(group: ConfidentialityGroup) -> bool {
    group.is_open()
}

/// Closed by default: what a firm shows to buyers is open, its figures are the firm's, those of the centre
/// in whose region it lies, and those people's to whose organisation the firm opened them.
/// The operator has the database in her hands anyhow; the administrator of the pages has not.
#[must_use]
pub fn may_see_group(
    actor: &Actor,
    owner: OrganisationId,
    region: CentreId,
    group: ConfidentialityGroup,
    grants: &Grants,
) -> bool {
    if is_open_group(group) || actor.organisation == Some(owner) {
        return true;
    }
    let for_the_centre = match actor.role {
        Role::CentreStaff | Role::CentreManager => actor.centre == Some(region),
        role => role == Role::Operator,
    };
    for_the_centre || (may_receive(actor.role) && grants.shows_facts(owner, group))
}

/// Whether the actor sees a photograph or a document of a firm. The firm and its centre see all; buyers, and
/// staff of other centres, see photographs as they see facts of the same group. The scan of a paper may hold
/// more than the fact that it shows: only to whom every closed group is open, it is. Other firms, and whoever
/// has not signed in, see none: a workshop is not shown to its competitors.
#[must_use]
pub fn may_see_site_file(
    actor: &Actor,
    owner: OrganisationId,
    region: CentreId,
    kind: FileKind,
    group: ConfidentialityGroup,
    grants: &Grants,
) -> bool {
    let relation = Relation::to_organisation(actor, Some(owner), Some(region));
    match decide(Operation::SeeSiteFiles, actor.role, relation) {
        Decision::Allow => return true,
        Decision::Forbid => return false,
        Decision::Hide => {}
    }
    let is_buyer_or_staff = matches!(
        actor.role,
        Role::Engineer | Role::PurchasingManager | Role::CentreStaff | Role::CentreManager
    );
    let sees = |group| may_see_group(actor, owner, region, group, grants);
    is_buyer_or_staff
        && match kind.is_scan() {
            true => ConfidentialityGroup::CLOSED.into_iter().all(sees),
            false => sees(group),
        }
}

/// With whose eyes someone sees what keeps a firm from needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapEyes {
    /// Everything, as her own firm's.
    Owner,
    /// Everything, as the centre's in whose region the firm lies.
    Region,
    /// What a buyer may know, of needs for which she may shortlist.
    Buyer,
}

/// With whose eyes the actor sees what keeps a firm from needs.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::NotFound`] as though the firm had none.
pub fn gap_eyes(actor: &Actor, owner: OrganisationId, region: CentreId) -> AppResult<GapEyes> {
    let relation = Relation::to_organisation(actor, Some(owner), Some(region));
    match decide(Operation::SeeGapAnalysis, actor.role, relation) {
        Decision::Forbid => Err(AppError::Forbidden),
        Decision::Allow if relation == Relation::Own => Ok(GapEyes::Owner),
        Decision::Allow => Ok(GapEyes::Region),
        Decision::Hide if may(actor.role, Operation::MakeShortlist) => Ok(GapEyes::Buyer),
        Decision::Hide => Err(AppError::NotFound),
    }
}

/// For which side of a programme the actor stands: the firm's people, the lead firm's, or staff of the centre
/// whose programme it is.
#[must_use]
pub fn programme_side(
    actor: &Actor,
    firm: OrganisationId,
    lead_firm: OrganisationId,
    centre: CentreId,
) -> Option<ProgrammeSide> {
    let is_of = |organisation| actor.organisation == Some(organisation);
    match actor.role {
        Role::Owner | Role::Editor if is_of(firm) => Some(ProgrammeSide::Firm),
        Role::Engineer | Role::PurchasingManager if is_of(lead_firm) => {
            Some(ProgrammeSide::LeadFirm)
        }
        Role::CentreStaff | Role::CentreManager if actor.centre == Some(centre) => {
            Some(ProgrammeSide::Centre)
        }
        _ => None,
    }
}

/// Which programmes an actor may know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgrammesScope {
    /// Every one.
    All,
    /// Those of this centre.
    Centre(CentreId),
    /// Those of this firm's sites that were laid before it.
    Firm(OrganisationId),
    /// Those for this lead firm's needs that were laid before it.
    LeadFirm(OrganisationId),
    /// None.
    Nothing,
}

/// The programmes that the actor may know of: as [`programme_side`] says of each.
#[must_use]
pub fn programmes_scope(actor: &Actor) -> ProgrammesScope {
    let own = |scope: fn(OrganisationId) -> ProgrammesScope| {
        actor.organisation.map_or(ProgrammesScope::Nothing, scope)
    };
    match (reach(Operation::SeeProgramme, actor.role), actor.role) {
        (Reach::Every, _) => ProgrammesScope::All,
        (Reach::Own, Role::Owner | Role::Editor) => own(ProgrammesScope::Firm),
        (Reach::Own, _) => own(ProgrammesScope::LeadFirm),
        (Reach::Centre, _) => actor
            .centre
            .map_or(ProgrammesScope::Nothing, ProgrammesScope::Centre),
        (Reach::No | Reach::Open, _) => ProgrammesScope::Nothing,
    }
}

/// Whether people of this role read what others opened to their organisation. Those who coordinate or
/// pay see no single firm's figures, whoever opens what.
#[must_use]
pub fn may_receive(role: Role) -> bool {
    match role {
        Role::Engineer
        | Role::PurchasingManager
        | Role::Owner
        | Role::Editor
        | Role::Provider
        | Role::Broker
        | Role::CentreStaff
        | Role::CentreManager => true,
        Role::Coordinator | Role::Funder | Role::Administrator | Role::Operator | Role::Visitor => {
            false
        }
    }
}

/// Whether the actor may know whose need it is. A buyer may keep her name back; her own people and the
/// centre in whose pipeline the need lies know it, and those to whom she opened it.
#[must_use]
pub fn may_see_buyer(actor: &Actor, need: &Need, grants: &Grants) -> bool {
    need.buyer_shown
        || matches!(
            Relation::to_need(actor, need),
            Relation::Own | Relation::Centre
        )
        || actor.role == Role::Operator
        || (may_receive(actor.role) && grants.shows_buyer(need.id))
}

/// How an actor may see the drawings of a need that she may know of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawingAccess {
    /// As her own.
    Free,
    /// Once she has accepted the confidentiality terms.
    AfterTerms,
    /// Not at all.
    Closed,
}

/// The buyer's own people and her centre's see the drawings of a need; others once the buyer opened them
/// and they accepted the terms. A centre that only shares the pipeline is among the others.
#[must_use]
pub fn drawing_access(actor: &Actor, need: &Need, grants: &Grants) -> DrawingAccess {
    let relation = Relation::to_need(actor, need);
    let is_allowed = decide(Operation::SeeDrawings, actor.role, relation) == Decision::Allow;
    let is_shared = relation == Relation::Centre && actor.centre != Some(need.centre);
    if is_allowed && !is_shared {
        return DrawingAccess::Free;
    }
    if may_receive(actor.role) && grants.shows_drawings(need.id) {
        return DrawingAccess::AfterTerms;
    }
    DrawingAccess::Closed
}

/// Whether the actor may hang files on a need and take them away: whoever may post it.
#[must_use]
pub fn may_change_drawings(actor: &Actor, need: &Need) -> bool {
    let relation = Relation::to_need(actor, need);
    decide(Operation::PostNeed, actor.role, relation) == Decision::Allow
        && drawing_access(actor, need, &Grants::default()) == DrawingAccess::Free
}

/// Which roles a person may give to someone of an organisation.
#[must_use]
pub fn may_grant(giver: Role, role: Role) -> bool {
    match giver {
        Role::PurchasingManager => matches!(role, Role::Engineer | Role::PurchasingManager),
        Role::Owner => matches!(role, Role::Owner | Role::Editor),
        Role::Provider => role == Role::Provider,
        Role::CentreStaff => matches!(
            role,
            Role::Engineer
                | Role::PurchasingManager
                | Role::Owner
                | Role::Editor
                | Role::Provider
                | Role::Broker
        ),
        Role::CentreManager => {
            may_grant(Role::CentreStaff, role)
                || matches!(role, Role::CentreStaff | Role::CentreManager)
        }
        Role::Administrator | Role::Operator => role.is_assignable(),
        Role::Engineer
        | Role::Editor
        | Role::Broker
        | Role::Coordinator
        | Role::Funder
        | Role::Visitor => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, organisation: &str, centre: &str) -> Actor {
        Actor {
            role,
            organisation: Some(OrganisationId::from_name(organisation)),
            centre: Some(CentreId::from_name(centre)),
            ..Actor::visitor()
        }
    }

    #[test]
    fn visitors_read_public_facts_only() {
        let allowed: Vec<Operation> = Operation::ALL
            .into_iter()
            .filter(|op| may(Role::Visitor, *op))
            .collect();
        assert_eq!(
            allowed,
            [
                Operation::SeeSuppliers,
                Operation::SeeInstitutions,
                Operation::ClaimSite,
                Operation::FileRequest
            ]
        );
    }

    #[test]
    fn whoever_pays_sees_no_need() {
        assert_eq!(
            needs_scope(&actor(Role::Funder, "estado", "c")),
            NeedsScope::Nothing
        );
    }

    #[test]
    fn an_engineer_is_kept_to_her_own_firm() {
        let engineer = actor(Role::Engineer, "a", "c");
        let own = OrganisationId::from_name("a");
        assert_eq!(needs_scope(&engineer), NeedsScope::Own(own));
        assert!(require_posting_for(&engineer, own).is_ok());
        assert!(require_posting_for(&engineer, OrganisationId::from_name("b")).is_err());
    }

    #[test]
    fn staff_are_kept_to_their_centre_and_those_that_share() {
        let mut staff = actor(Role::CentreStaff, "centro", "jalisco");
        let (own, other) = (
            CentreId::from_name("jalisco"),
            CentreId::from_name("chihuahua"),
        );
        assert_eq!(needs_scope(&staff), NeedsScope::Centres(vec![own]));
        staff.shared_centres = vec![other];
        assert_eq!(needs_scope(&staff), NeedsScope::Centres(vec![own, other]));
    }

    #[test]
    fn alerts_are_of_what_a_role_may_see_anyhow() {
        let own = OrganisationId::from_name("a");
        let scope = |role| alerts_scope(&actor(role, "a", "c"));
        assert_eq!(scope(Role::Owner), AlertsScope::Firm(own));
        assert_eq!(scope(Role::Editor), AlertsScope::Firm(own));
        assert_eq!(scope(Role::Engineer), AlertsScope::Buyer(own));
        let centre = CentreId::from_name("c");
        assert_eq!(scope(Role::CentreStaff), AlertsScope::Centres(vec![centre]));
        for role in Role::ALL {
            let is_nothing = scope(role) == AlertsScope::Nothing;
            assert_eq!(is_nothing, !may(role, Operation::SeeAlerts), "{role:?}");
        }
    }

    #[test]
    fn a_closer_relation_is_never_worse_than_a_farther_one_for_whoever_works_there() {
        // The closest relation is the one that is asked: staff must not lose an open need of their own
        // pipeline, nor a firm what is its own.
        for operation in Operation::ALL {
            for role in Role::ALL {
                let own = decide(operation, role, Relation::Own);
                for relation in Relation::ALL {
                    if decide(operation, role, relation) == Decision::Allow {
                        assert_eq!(own, Decision::Allow, "{operation:?} {role:?} {relation:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn photographs_are_for_buyers_and_scans_for_whom_everything_is_open() {
        let (owner, region) = (
            OrganisationId::from_name("taller"),
            CentreId::from_name("c"),
        );
        let sees = |role, organisation: &str, centre: &str, kind, group| {
            let actor = actor(role, organisation, centre);
            may_see_site_file(&actor, owner, region, kind, group, &Grants::default())
        };
        use ConfidentialityGroup::{Capability, Quality};
        for kind in FileKind::ALL {
            for group in [Capability, Quality] {
                assert!(sees(Role::Owner, "taller", "c", kind, group));
                assert!(sees(Role::CentreStaff, "centro", "c", kind, group));
                for role in [
                    Role::Visitor,
                    Role::Owner,
                    Role::Editor,
                    Role::Provider,
                    Role::Funder,
                ] {
                    assert!(!sees(role, "otro", "c", kind, group), "{role:?} {kind:?}");
                }
            }
        }
        for role in [Role::Engineer, Role::PurchasingManager, Role::CentreManager] {
            assert!(
                sees(role, "otro", "d", FileKind::Photo, Capability),
                "{role:?}"
            );
            assert!(
                !sees(role, "otro", "d", FileKind::Photo, Quality),
                "{role:?}"
            );
            assert!(
                !sees(role, "otro", "d", FileKind::Certificate, Capability),
                "{role:?}"
            );
        }
    }

    #[test]
    fn everything_of_a_gap_is_for_the_firm_and_its_centre() {
        let (owner, region) = (
            OrganisationId::from_name("taller"),
            CentreId::from_name("c"),
        );
        let eyes = |role, organisation: &str, centre: &str| {
            gap_eyes(&actor(role, organisation, centre), owner, region).ok()
        };
        assert_eq!(eyes(Role::Owner, "taller", "c"), Some(GapEyes::Owner));
        assert_eq!(eyes(Role::Owner, "otro", "c"), None);
        assert_eq!(
            eyes(Role::CentreStaff, "centro", "c"),
            Some(GapEyes::Region)
        );
        for (role, centre) in [
            (Role::CentreManager, "d"),
            (Role::Engineer, "c"),
            (Role::PurchasingManager, "d"),
        ] {
            assert_eq!(eyes(role, "otro", centre), Some(GapEyes::Buyer), "{role:?}");
        }
        for role in [Role::Provider, Role::Broker, Role::Funder, Role::Visitor] {
            assert_eq!(eyes(role, "otro", "c"), None, "{role:?}");
        }
    }

    #[test]
    fn a_programme_has_three_sides_and_nobody_stands_for_another() {
        let (firm, lead_firm, centre) = (
            OrganisationId::from_name("taller"),
            OrganisationId::from_name("tractora"),
            CentreId::from_name("c"),
        );
        let side = |role, organisation: &str, of: &str| {
            programme_side(&actor(role, organisation, of), firm, lead_firm, centre)
        };
        assert_eq!(side(Role::Owner, "taller", "c"), Some(ProgrammeSide::Firm));
        assert_eq!(
            side(Role::Engineer, "tractora", "d"),
            Some(ProgrammeSide::LeadFirm)
        );
        assert_eq!(
            side(Role::CentreStaff, "centro", "c"),
            Some(ProgrammeSide::Centre)
        );
        assert_eq!(side(Role::CentreStaff, "centro", "d"), None);
        assert_eq!(side(Role::Engineer, "taller", "c"), None);
        assert_eq!(side(Role::Owner, "tractora", "c"), None);
        for role in [Role::Provider, Role::Funder, Role::Operator, Role::Visitor] {
            assert_eq!(side(role, "taller", "c"), None, "{role:?}");
        }
    }

    #[test]
    fn nobody_gives_more_than_she_has() {
        for giver in Role::ALL {
            for role in Role::ALL {
                if may_grant(giver, role) {
                    assert!(role.is_assignable(), "{giver:?} gives {role:?}");
                    assert!(may(giver, Operation::KeepPeople), "{giver:?}");
                }
            }
        }
        assert!(!may_grant(Role::CentreManager, Role::Administrator));
    }
}
