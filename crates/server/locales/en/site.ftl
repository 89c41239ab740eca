site-name = Eslabón
skip = Skip to content
yes = yes
no = no
or = or
not-said = not given
and-more = { $shown_names } and { $shown } more
range = { $low } to { $high }
at-least = at least { $amount }
at-most = at most { $amount }
within = within { $distance } of { $place }
table-of = { $what }, table
unit-persons = { $amount } people
unit-days = { $amount } days
unit-parts-month = { $amount } parts a month

nav-label = Main
nav-search = Search suppliers
nav-needs = Sourcing needs
nav-institutions = Institutions
nav-imports = Import
nav-duplicates = Duplicates
nav-vocabulary = Vocabulary
nav-about = About Eslabón
trail-label = Path
acting = Role
acting-change = Change
sign-in = Sign in
sign-out = Sign out
person-command-line = command line
role-engineer = Lead-firm engineer
role-purchasing-manager = Lead-firm purchasing
role-owner = SME owner
role-editor = SME editor
role-provider = Supporting institution
role-centre-staff = Centre for Supplier Development
role-centre-manager = Centre management
role-broker = Network broker
role-coordinator = Programme coordination
role-funder = Funder
role-administrator = Administration
role-operator = Local operator
role-visitor = Visitor
footer-fictional = Demonstration: firms marked “fictional” are invented; registry entries are real.
footer-sources = Sources: INEGI, DENUE and SCIAN 2023; SEMARNAT, RETC. Own work with that information.

count-suppliers = { $n ->
    [one] { $shown } supplier
   *[other] { $shown } suppliers
}
count-rows = { $n ->
    [one] { $shown } row
   *[other] { $shown } rows
}
count-days = { $n ->
    [one] { $shown } day
   *[other] { $shown } days
}
count-services = { $n ->
    [one] { $shown } service
   *[other] { $shown } services
}
age-today = today
age-days = { $n ->
    [one] { $shown } day ago
   *[other] { $shown } days ago
}
age-months = { $n ->
    [one] { $shown } month ago
   *[other] { $shown } months ago
}
age-years = { $n ->
    [one] { $shown } year ago
   *[other] { $shown } years ago
}

badge-fictional = fictional
badge-verified = verified on a visit
badge-profile = with profile
badge-unclaimed = unclaimed
place-unknown = place unknown
size-range = { $low } to { $high } people
size-from = { $low } people or more
class-suggested = (suggested class)
class-suggested-text = The register does not publish the SCIAN class; it was suggested from the declared activity.

home-lead = Eslabón brings lead firms and Mexican suppliers together: it finds who can make what is needed, explains why, and says what each one still lacks.
home-today = What needs you today
home-map = Suppliers by state
home-map-text = { $n ->
    [one] { $shown } supplier in { $states } state. Choose a state to see the list.
   *[other] { $shown } suppliers in { $states } states. Choose a state to see the list.
}
home-empty = There are no suppliers yet. Import a directory (DENUE or RETC) or the supplier template.
home-own-needs = Your open needs
home-no-needs = There are no open needs yet. Post the first: it takes four short steps.
home-all-needs = See all sourcing needs
home-newest-needs = Newest needs
home-open-needs = Open needs
home-no-open-needs = There are no open needs at the moment.
home-imports = Recent imports
home-no-imports = No file has been imported yet.
home-import = Import a file
home-duplicates = { $n ->
    [one] { $shown } suspected duplicate to decide
   *[other] { $shown } suspected duplicates to decide
}
home-duplicates-many = More than { $shown } suspected duplicates to decide
home-no-duplicates = There are no duplicates to decide.
home-late = A need is still open after its closing day ({ $date }).
home-funder = The aggregate figures that centres publish will appear here.
home-owner = See what is publicly known of your firm and which needs are open.
home-owner-label = Name of your firm
home-owner-button = Find my firm

map-label = Map of suppliers by state
map-title = Suppliers by state
map-desc = One square per state, placed near where it lies on the map of Mexico, with the number of suppliers. Each square leads to that state’s list.
map-tile = { $n ->
    [one] { $state }: { $shown } supplier
   *[other] { $state }: { $shown } suppliers
}
map-table = See the same data as a table
map-table-label = Suppliers by state, table
map-state = State
map-count = Suppliers
map-open = Map by state
locator-title = Where { $state } lies in Mexico

about-title = About Eslabón
about-what = Eslabón is the tool of a Centre for Supplier Development. It gathers what public registers and the firms themselves say of each plant, takes sourcing needs from lead firms, and proposes shortlists that explain themselves criterion by criterion.
about-principles = Unknown is not no: a missing fact is shown as missing and never counts as zero or as met. Every fact carries its origin, its date and its source. The program proposes; people decide.
about-sources = Where the data come from
about-denue = INEGI, National Statistical Directory of Economic Units (DENUE): name, activity, staff band and place of each establishment.
about-scian = INEGI, North American Industry Classification System, Mexico 2023 (SCIAN): titles of the classes.
about-retc = SEMARNAT, Pollutant Release and Transfer Register (RETC): plants that report. It publishes no SCIAN class; the one shown is a suggestion.
about-places = INEGI, Geostatistical Framework: names and centres of states and municipalities.
about-public-facts = Only public facts are taken from registers; telephone numbers and e-mail addresses are not imported, and no real firm is ever credited with a capability that nobody declared. Using this information does not mean that INEGI or SEMARNAT endorse it.
about-fictional = Fictional data
about-fictional-text = In the demonstration, lead firms, SMEs with profiles, institutions, services and their prices are invented and marked “fictional”.
about-access = Who may see what
about-access-text = Public registers can be read without an account. A lead firm sees its own needs only; an SME’s reserved figures are seen by the SME, by its centre and by whomever it opens them to. Each look at reserved data is on record.
about-licence = Licence
about-licence-text = The program is distributed under Apache-2.0 or MIT, at your choice.
about-version = Version { $version }.
