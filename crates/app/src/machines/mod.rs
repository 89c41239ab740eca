//! Machines of a site, one by one: the firm's owner and editor keep the list of their own sites, staff of the
//! centre those of its region. What the list says becomes facts of the site, by the same road as every other
//! answer of its profile ([`crate::profiles`]): there is no second way into the table of facts.
//!
//! A machine is of the open group of facts, as what follows from it: whoever may see suppliers sees it. Remarks
//! are for those who keep the list.

mod derive;
mod keep;
mod list;
mod plate;

pub(crate) use derive::{Act, facts_of};
pub use keep::{add, change, remove};
pub use list::{MachineList, MachineView, list, load, load_new, of_suppliers};
pub use plate::PlateDraft;
pub(crate) use plate::{Understood, understand};

use crate::context::{App, Words};
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::EQUIPMENT_OWNED;
use eslabon_domain::facts::Origin;
use eslabon_domain::machines::Machine;
use jiff::ToSpan;

/// Whether a machine is known better than the firm can say: a document or a visit showed it, and not too long
/// ago. Then only staff change it.
fn is_settled(app: &App, words: &Words, actor: &Actor, machine: &Machine) -> bool {
    if policy::records_for_others(actor) || machine.origin <= Origin::Declared {
        return false;
    }
    let months = words.attributes.find(EQUIPMENT_OWNED);
    let months = i32::from(months.map_or(0, |attribute| attribute.validity_months));
    let last = machine.observed.checked_add(months.months());
    last.is_ok_and(|last| last >= app.today())
}
